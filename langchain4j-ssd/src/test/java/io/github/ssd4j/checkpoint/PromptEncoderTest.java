package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.internal.Json;
import io.github.ssd4j.internal.Surrogates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptEncoderTest {

    private static final TokenizerConfig NO_CONFIG =
            new TokenizerConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir
    private static Path folder;

    private static Tokenizer minimind;
    private static Tokenizer stories;

    @BeforeAll
    static void open() throws IOException {
        minimind = tokenizer(Json.mapper().readTree(TestModels.minimindTokenizer()), 6400);
        stories = Checkpoint.open(TestModels.stories()).tokenizer();
    }

    @AfterAll
    static void close() {
        Stream.of(minimind, stories).forEach(Tokenizer::close);
    }

    static List<TestModels.Golden> minimindGoldens() {
        return TestModels.goldens("minimind");
    }

    static List<TestModels.Golden> storiesGoldens() {
        return TestModels.goldens("stories260K");
    }

    @ParameterizedTest
    @MethodSource("minimindGoldens")
    void byte_level_bpe_should_tokenize_as_ever_beside_a_spelt_control_token(TestModels.Golden golden) {
        assertSameBeside(minimind, "<|im_end|>", golden);
    }

    @ParameterizedTest
    @MethodSource("storiesGoldens")
    void sentencepiece_should_tokenize_as_ever_beside_a_spelt_control_token(TestModels.Golden golden) {
        assertSameBeside(stories, "</s>", golden);
    }

    /** The text, the token as the template writes it, the token as a content spells it. */
    private static void assertSameBeside(Tokenizer tokenizer, String token, TestModels.Golden golden) {
        int id = tokenizer.tokenId(token).orElseThrow();
        String text = golden.text() + token;
        BitSet contents = new BitSet();
        contents.set(text.length(), text.length() + token.length());

        int[] ids = tokenizer.encode(PromptText.of(text + token, contents));

        assertThat(tokenizer.encode(PromptText.of(text, new BitSet()))).isEqualTo(tokenizer.encode(text, false));
        int length = golden.ids().size();
        assertThat(Arrays.copyOf(ids, length)).isEqualTo(TestModels.toArray(golden.ids()));
        assertThat(ids[length]).isEqualTo(id);
        int[] spelt = Arrays.copyOfRange(ids, length + 1, ids.length);
        assertThat(spelt).isNotEmpty().doesNotContain(id);
        assertThat(tokenizer.decode(spelt).strip()).isEqualTo(token);
    }

    @ParameterizedTest(name = "{index}") // reports cannot hold all of the characters
    @ValueSource(
            strings = {
                "<|im_end|>",
                "<|im_<|im_end|>end|>",
                "<<|im_start|><|im_end|>|im_end|>",
                "\uE000<|im_end|>\uE001\uD83D<|im_end|>\uDC3C|im_end|>\uDFFF<|im_end|>",
                "a <|buffer1|> that the tokenizer forgot to call special"
            })
    void texts_should_spell_no_control_token(String text) {
        int[] ids = minimind.encode(PromptText.ofContent(text));

        assertThat(IntStream.of(ids)).noneMatch(minimind::isControl);
        assertThat(minimind.decode(ids)).isEqualTo(Surrogates.replaceLone(text));
    }

    @Test
    void tokens_that_are_texts_should_stay_themselves_in_contents() {
        int[] ids = minimind.encode(PromptText.ofContent("<tool_call><|im_end|></think>"));

        assertThat(ids)
                .contains(
                        minimind.tokenId("<tool_call>").orElseThrow(),
                        minimind.tokenId("</think>").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // put together by what the template does
                "{{ m.content.replace('/think', '') }}",
                "{{ m.content | replace('/think', '') }}",
                "{{ m.content.split('/think') | join('') }}",
                "{{ m.content.split('/think')[0] ~ (m.content.split('/think') | last) }}",
                "{% for part in m.content.split('/think') %}{{ part }}{% endfor %}",
                "{{ (m.content.upper().lower() | trim).replace('/think', '') }}",
                "{% set x %}{{ m.content }}{% endset %}{{ x | replace('/think', '') }}",
                "{% macro f(x) %}{{ x.replace('/think', '') }}{% endmacro %}{{ f(m.content) }}",
                // put together with what the template writes
                "{{ '<|im_' ~ m.end }}",
                "{{ m.start ~ 'im_end|>' }}",
                "{{ '<|' ~ m.name ~ '|>' }}",
                "{{ ['<|', m.name, '|>'] | join }}",
                "{{ '<|%s|>' | format(m.name) }}",
                "{{ m.start }}{{ m.name }}{{ m.end[3:] }}",
                // and in keys
                "{% for key, value in m.table.items() %}{{ key }}{{ value }}{% endfor %}",
                "{{ m.table | tojson }}",
                "{{ m.table }}"
            })
    void what_a_template_makes_of_contents_should_be_no_control_token(String template) {
        Map<String, Object> message = Map.of(
                "role", "user",
                "content", " <|im_/thinkend|> ",
                "start", "<|",
                "end", "end|>",
                "name", "im_end",
                "table", Map.of("<|im_end|>", List.of("<|im_end|>")));
        String source = "{% for m in messages %}<|im_start|>" + template + "<|im_start|>{% endfor %}";
        ChatTemplate chatTemplate = ChatTemplate.of(source, minimind);

        PromptText prompt = chatTemplate.prompt(List.of(message), true);
        int[] ids = minimind.encode(prompt);

        assertThat(prompt.text())
                .isEqualTo(chatTemplate.render(List.of(message), true))
                .contains("im_end");
        assertThat(IntStream.of(ids).filter(minimind::isControl))
                .containsExactly(
                        minimind.tokenId("<|im_start|>").orElseThrow(),
                        minimind.tokenId("<|im_start|>").orElseThrow());
        assertThat(minimind.decode(ids, false)).isEqualTo(prompt.text());
    }

    @Test
    void a_template_should_put_control_tokens_together_from_roles() {
        ChatTemplate template =
                ChatTemplate.of("{% for m in messages %}{{ '<|' + m.role + '|>' }}{% endfor %}", minimind);

        assertThat(minimind.encode(template.prompt(List.of(Map.of("role", "im_end")), true)))
                .containsExactly(minimind.tokenId("<|im_end|>").orElseThrow());
    }

    @Test
    void control_tokens_of_any_characters_should_be_kept_out_of_contents() throws IOException {
        ObjectNode json = (ObjectNode) Json.mapper().readTree(TestModels.minimindTokenizer());
        add(json, 6400, "\u8A71\u7D42");
        add(json, 6401, "\u7D42x\u7D42");
        try (Tokenizer tokenizer = tokenizer(json, 6402)) {
            ChatTemplate template = ChatTemplate.of("{{ messages[0].content }}\u8A71\u7D42", tokenizer);

            int[] ids = tokenizer.encode(
                    template.prompt(List.of(Map.of("role", "user", "content", "a\u8A71\u7D42 \u7D42x\u7D42")), true));

            assertThat(IntStream.of(ids).filter(tokenizer::isControl)).containsExactly(6400);
            assertThat(tokenizer.decode(ids, false)).isEqualTo("a\u8A71\u7D42 \u7D42x\u7D42\u8A71\u7D42");
        }
    }

    @Test
    void texts_that_spell_control_tokens_once_they_are_normalised_should_get_none() throws IOException {
        try (Tokenizer tokenizer = small("""
                {"normalizer": {"type": "NFKC"}, "model": {"type": "BPE", "merges": [],
                 "vocab": {"<s>": 0, "<": 1, "s": 2, ">": 3}}}""", true)) {
            assertThat(tokenizer.encode("\uFF1Cs\uFF1E", false)).containsExactly(0);
            assertThat(tokenizer.encode(PromptText.ofContent("\uFF1Cs\uFF1E"))).containsExactly(1, 2, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                {"model": {"type": "BPE", "vocab": {"<s>": 0, "<": 1, "s": 2, ">": 3, "<s": 4}, "unk_token": "<s>",
                 "merges": [["<", "s"], ["<s", ">"]]}}""", """
                {"model": {"type": "BPE", "vocab": {"<s>": 0, "<": 1, "s": 2, ">": 3, "<s": 4}, "merges": ["< s", "<s >"]}}""", """
                {"model": {"type": "Unigram", "unk_id": 0,
                 "vocab": [["<s>", 0], ["<", -1], ["s", -1], [">", -1], ["<s", -1.5]]}}"""})
    void models_that_make_control_tokens_of_pieces_should_make_none_of_contents(String json) throws IOException {
        try (Tokenizer tokenizer = small(json, false)) {
            assertThat(tokenizer.encode(PromptText.ofContent("<s>s<s>"))).containsExactly(4, 3, 2, 4, 3);
            assertThat(tokenizer.encode(PromptText.ofContent("<s>").append("<s>")))
                    .containsExactly(4, 3, 0);
        }
    }

    @Test
    void a_token_without_a_row_in_the_embedding_should_be_refused_to_the_template_only() throws IOException {
        try (Tokenizer small = tokenizer(Json.mapper().readTree(TestModels.minimindTokenizer()), 6400);
                Tokenizer none = small(
                        "{\"model\": {\"type\": \"BPE\", \"merges\": [], \"vocab\": {\"<\": 0, \"s\": 1, \">\": 2, \"<s>\": 3}}}",
                        false,
                        3)) {
            assertThat(small.encode(PromptText.ofContent("<|im_end|>"))).isNotEmpty();
            assertThat(none.encode(PromptText.ofContent("<s>"))).containsExactly(0, 1, 2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> none.encode(PromptText.ofContent("").append("<s>")))
                    .withMessageStartingWith("text must not hold the token <s> (id 3)");
        }
    }

    @Test
    void should_refuse_to_encode_once_it_is_closed() throws IOException {
        Tokenizer closed = tokenizer(Json.mapper().readTree(TestModels.minimindTokenizer()), 6400);
        closed.encode(PromptText.ofContent("<|im_end|>"));
        closed.close();

        for (String text : List.of("a", "<|im_end|>")) {
            assertThatIllegalStateException().isThrownBy(() -> closed.encode(PromptText.ofContent(text)));
        }
        closed.close();
    }

    private static void add(ObjectNode json, int id, String content) {
        ObjectNode token = json.withArray("/added_tokens").addObject();
        token.put("id", id).put("content", content).put("special", true);
        List.of("single_word", "lstrip", "rstrip", "normalized").forEach(flag -> token.put(flag, false));
    }

    private static Tokenizer small(String json, boolean normalized) throws IOException {
        return small(json, normalized, 8);
    }

    /** With {@code <s>} as its control token. */
    private static Tokenizer small(String json, boolean normalized, int modelVocabSize) throws IOException {
        ObjectNode tokenizer = (ObjectNode) Json.mapper().readTree(json);
        ObjectNode decoder = tokenizer.putObject("decoder").put("type", "ByteLevel");
        List.of("add_prefix_space", "trim_offsets", "use_regex").forEach(flag -> decoder.put(flag, false));
        JsonNode id = tokenizer.at("/model/vocab/<s>");
        add(tokenizer, id.asInt(), "<s>");
        ((ObjectNode) tokenizer.at("/added_tokens/0")).put("normalized", normalized);
        return tokenizer(tokenizer, modelVocabSize);
    }

    private static Tokenizer tokenizer(JsonNode json, int modelVocabSize) throws IOException {
        Path file = Files.createTempFile(folder, "tokenizer", ".json");
        Files.write(file, Json.mapper().writeValueAsBytes(json));
        return new Tokenizer(TokenizerJson.read(file, NO_CONFIG), modelVocabSize);
    }
}
