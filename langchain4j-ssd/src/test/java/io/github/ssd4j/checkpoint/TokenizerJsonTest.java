package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerJsonTest {

    private static final String MODEL = "'model':{'type':'BPE','vocab':{'a':0,'Ġb':1,'_c':2},'merges':[]}";
    private static final String BYTE_LEVEL = "'decoder':{'type':'ByteLevel'}";
    private static final String SUPPORTED =
            "; supported: ByteLevel, Metaspace, or a Sequence of Replace, ByteFallback, Fuse, Strip of leading spaces";

    @TempDir
    private Path folder;

    @Test
    void should_read_vocabulary_and_added_tokens() {
        Vocabulary vocabulary = read("{" + BYTE_LEVEL + "," + MODEL
                        + ",'added_tokens':[{'id':7,'content':'<x>','special':true},{'id':0,'content':'A','special':false}]}")
                .vocabulary();

        assertThat(vocabulary.size()).isEqualTo(8);
        assertThat(vocabulary.token(7)).isEqualTo("<x>");
        assertThat(vocabulary.token(5)).isNull();
        assertThat(vocabulary.token(0)).isEqualTo("A");
        assertThat(vocabulary.isSpecial(7)).isTrue();
        assertThat(vocabulary.isSpecial(0)).isFalse();
        assertThat(vocabulary.id("Ġb")).hasValue(1);
    }

    @Test
    void should_read_a_unigram_vocabulary() {
        Vocabulary vocabulary = read("{" + BYTE_LEVEL
                        + ",'model':{'type':'Unigram','vocab':[['<unk>',0.0],['a',-1.5]],'unk_id':0}}")
                .vocabulary();

        assertThat(vocabulary.size()).isEqualTo(2);
        assertThat(vocabulary.token(1)).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'ByteLevel'}|` b_c`",
                "{'type':'Metaspace','replacement':'_','prepend_scheme':'always'}|Ġb c",
                "{'type':'Metaspace','replacement':'_','prepend_scheme':'never'}|Ġb c",
                "{'type':'Sequence','decoders':[{'type':'Replace','pattern':{'String':'_'},'content':' '},{'type':'Replace','pattern':{'String':'Ġ'},'content':'-'}]}|-b c",
                "{'type':'Sequence','decoders':[{'type':'ByteFallback'},{'type':'Fuse'}]}|Ġb_c",
            })
    void each_decoder_should_give_its_text(String decoder, String text) {
        assertThat(decode(decoder, 1, 2)).isEqualTo(text);
    }

    @Test
    void metaspace_should_drop_the_prefix_of_the_first_token_only_where_one_is_added() {
        assertThat(decode("{'type':'Metaspace','replacement':'_','prepend_scheme':'first'}", 2, 2))
                .isEqualTo("c c");
        assertThat(decode("{'type':'Metaspace','replacement':'_','prepend_scheme':'never'}", 2, 2))
                .isEqualTo(" c c");
        assertThat(decode("{'type':'Metaspace','replacement':'_','add_prefix_space':true}", 2, 2))
                .isEqualTo("c c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'WordPiece','prefix':'##'}",
                "{'type':'Sequence','decoders':[{'type':'Fuse'},{'type':'ByteLevel'}]}",
                "{'type':'Sequence','decoders':[{'type':'ByteLevel'},{'type':'ByteLevel'}]}",
                "{'type':'Sequence','decoders':[{'type':'Strip','content':' ','start':1,'stop':0}]}",
                "{'type':'Sequence','decoders':[{'type':'Fuse'},{'type':'Strip','content':' ','start':0,'stop':1}]}",
                "{'type':'Sequence','decoders':[{'type':'Fuse'},{'type':'Strip','content':'_','start':1,'stop':0}]}",
                "{'type':'Sequence','decoders':[{'type':'Replace','pattern':{'Regex':'_+'},'content':' '}]}",
            })
    void a_decoder_that_cannot_be_streamed_should_be_refused(String decoder) {
        assertThatThrownBy(() -> read("{'decoder':" + decoder + "," + MODEL + "}"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("tokenizer.json: decoder {\"type\":\"")
                .hasMessageEndingWith(" is not supported" + SUPPORTED);
    }

    @Test
    void a_missing_decoder_should_be_refused() {
        assertMessage("{" + MODEL + "}", "decoder none is not supported" + SUPPORTED);
        assertMessage("{'decoder':null," + MODEL + "}", "decoder none is not supported" + SUPPORTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | content must be a JSON object",
                "{} | model.vocab must hold the tokens, but is missing or empty",
                "{'model':[]} | model must be a JSON object",
                "{'model':{'vocab':{'a':-1}}} | token a must have an id between 0 and 2097151",
                "{'model':{'vocab':{'a':'0'}}} | token a must have an id between 0 and 2097151",
                "{'model':{'vocab':{'a':99999999}}} | token a must have an id between 0 and 2097151",
                "{'model':{'vocab':[[1,2]]}} | model.vocab must be a list of [token, score], but holds: [1,2]",
                "{'added_tokens':[{'id':1}]} | added_tokens must have content and id, but is: {\"id\":1}",
            })
    void damaged_content_should_be_refused(String json, String message) {
        assertMessage(json, message);
    }

    @Test
    void text_that_is_not_json_should_be_refused() {
        assertThatThrownBy(() -> read("{'model':{'vocab':{'a':0"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("tokenizer.json: content is not valid JSON at line 1, column ");
    }

    @Test
    void what_the_native_library_refuses_should_be_told_with_its_words() {
        TokenizerDefinition definition =
                read("{" + BYTE_LEVEL + ",'model':{'type':'BPE','vocab':{'a':0},'merges':[['a','z']]}}");

        assertThatThrownBy(() -> new Tokenizer(definition, 1))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("tokenizer.json: the tokenizers library refuses it: ");
    }

    private String decode(String decoder, int... ids) {
        TokenizerDefinition definition = read("{'decoder':" + decoder + "," + MODEL + "}");
        TextStream stream = new TextStream(definition.vocabulary(), definition.detokenizer(), true, Set.of());
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(stream.append(id));
        }
        return text.append(stream.finish()).toString();
    }

    private void assertMessage(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("tokenizer.json: " + message);
    }

    private TokenizerDefinition read(String json) {
        Path file = SafetensorsWriter.write(folder.resolve("tokenizer.json"), json.replace('\'', '"'));
        return TokenizerJson.read(
                file, new TokenizerConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }
}
