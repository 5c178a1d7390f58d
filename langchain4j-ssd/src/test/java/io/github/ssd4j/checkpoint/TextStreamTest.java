package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextStreamTest {

    private static final int ROUNDS = 2000;

    @TempDir
    private static Path folder;

    private static Tokenizer stories;
    private static Tokenizer minimind;
    private static String minimindJson;

    @BeforeAll
    static void open() throws IOException {
        stories = Checkpoint.open(TestModels.stories()).tokenizer();
        byte[] json = TestModels.minimindTokenizer();
        minimindJson = new String(json, StandardCharsets.UTF_8);
        TokenizerConfig none =
                new TokenizerConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        minimind = new Tokenizer(TokenizerJson.read(Files.write(folder.resolve("tokenizer.json"), json), none), 6400);
    }

    @AfterAll
    static void close() {
        stories.close();
        minimind.close();
    }

    @Test
    void pieces_should_join_to_the_decoded_text_for_any_ids() {
        Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            for (Tokenizer tokenizer : List.of(stories, minimind)) {
                int[] ids = random.ints(random.nextInt(40), -1, tokenizer.vocabSize() + 1)
                        .toArray();
                assertThat(String.join("", pieces(tokenizer, ids))).isEqualTo(tokenizer.decode(ids));
            }
        }
    }

    @Test
    void bytes_of_the_tokens_should_be_those_of_the_decoded_text() {
        Random random = new Random(5);
        for (int round = 0; round < ROUNDS; round++) {
            for (Tokenizer tokenizer : List.of(stories, minimind)) {
                int[] ids = random.ints(1 + random.nextInt(10), -1, tokenizer.vocabSize() + 1)
                        .toArray();
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                for (int id : ids) {
                    bytes.writeBytes(bytes.size() == 0 ? tokenizer.firstBytes(id) : tokenizer.bytes(id));
                }
                // which token is the first is known only if it has a text
                if (bytes.size() > 0 && tokenizer.firstBytes(ids[0]).length > 0) {
                    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(tokenizer.decode(ids));
                }
            }
        }
    }

    @Test
    void special_and_unknown_tokens_should_have_no_bytes() {
        assertThat(stories.bytes(2)).isEmpty();
        assertThat(stories.bytes(-1)).isEmpty();
        assertThat(stories.bytes(stories.vocabSize())).isEmpty();
        assertThat(stories.bytes(stories.tokenId("▁the").getAsInt()))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(" the");
        assertThat(stories.firstBytes(stories.tokenId("▁the").getAsInt()))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("the");
    }

    @Test
    void pieces_should_be_whole_characters_and_give_each_text_back() {
        for (Tokenizer tokenizer : List.of(stories, minimind)) {
            for (TestModels.Golden golden : TestModels.goldens(tokenizer == stories ? "stories260K" : "minimind")) {
                List<String> pieces = pieces(tokenizer, TestModels.toArray(golden.ids()));

                assertThat(pieces).noneMatch(piece -> piece.contains("\uFFFD"));
                assertThat(pieces)
                        .noneMatch(piece ->
                                !piece.isEmpty() && Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
                assertThat(String.join("", pieces)).isEqualTo(golden.decodedSkipSpecial());
            }
        }
    }

    @Test
    void decoding_of_byte_level_tokens_should_equal_the_native_library_for_any_ids() {
        // given
        long handle = TokenizersLibrary.LIB.createTokenizerFromString(minimindJson);
        Random random = new Random(2);

        // when / then
        try {
            for (int round = 0; round < ROUNDS; round++) {
                int[] ids =
                        random.ints(random.nextInt(40), 0, minimind.vocabSize()).toArray();
                long[] longs = IntStream.of(ids).asLongStream().toArray();
                assertThat(minimind.decode(ids)).isEqualTo(TokenizersLibrary.LIB.decode(handle, longs, true));
                assertThat(minimind.decode(ids, false)).isEqualTo(TokenizersLibrary.LIB.decode(handle, longs, false));
            }
        } finally {
            TokenizersLibrary.LIB.deleteTokenizer(handle);
        }
    }

    @Test
    void a_character_of_several_bytes_should_come_with_its_last_byte() {
        // given: the euro sign, E2 82 AC, as byte tokens
        TextStream stream = stories.newTextStream();

        // when / then
        assertThat(stream.append(3 + 0xE2)).isEmpty();
        assertThat(stream.append(3 + 0x82)).isEmpty();
        assertThat(stream.append(3 + 0xAC)).isEqualTo("€");
        assertThat(stream.finish()).isEmpty();
    }

    @Test
    void broken_bytes_should_become_replacement_characters_and_leave_their_neighbours_alone() {
        TextStream stream = stories.newTextStream();
        int letter = stories.tokenId("a").orElseThrow();

        assertThat(stream.append(3 + 0xE2)).isEmpty();
        assertThat(stream.append(letter)).isEqualTo("\uFFFDa");
        assertThat(stream.append(3 + 0xFF)).isEqualTo("\uFFFD");
        assertThat(stream.append(3 + 0xF0)).isEmpty();
        assertThat(stream.finish()).isEqualTo("\uFFFD");
    }

    @Test
    void only_the_first_space_of_a_sentencepiece_answer_should_be_dropped() {
        TextStream stream = stories.newTextStream();
        int space = stories.tokenId("\u2581").orElseThrow();

        assertThat(stream.append(space)).isEmpty();
        assertThat(stream.append(space)).isEqualTo(" ");
        assertThat(stream.append(space)).isEqualTo(" ");
    }

    @Test
    void special_tokens_should_have_no_text_and_not_count_as_the_first() {
        TextStream stream = stories.newTextStream();

        assertThat(stream.append(1)).isEmpty();
        assertThat(stream.append(stories.tokenId("\u2581the").orElseThrow())).isEqualTo("the");
        assertThat(stream.append(2)).isEmpty();
    }

    @Test
    void should_not_go_on_after_the_end() {
        TextStream stream = stories.newTextStream();

        assertThat(stream.finish()).isEmpty();
        assertThat(stream.finish()).isEmpty();
        assertThatThrownBy(() -> stream.append(5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("append must not be called after finish");
    }

    private static List<String> pieces(Tokenizer tokenizer, int[] ids) {
        TextStream stream = tokenizer.newTextStream();
        List<String> pieces = new ArrayList<>();
        for (int id : ids) {
            pieces.add(stream.append(id));
        }
        pieces.add(stream.finish());
        return pieces;
    }
}
