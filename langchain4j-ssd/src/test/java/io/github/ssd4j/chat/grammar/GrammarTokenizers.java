package io.github.ssd4j.chat.grammar;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.Tokenizer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Vocabularies to try grammars with. */
final class GrammarTokenizers {

    private GrammarTokenizers() {}

    /** 512 tokens of SentencePiece, among them every byte. */
    static Tokenizer stories() {
        try {
            Path folder = Path.of(GrammarTokenizers.class
                    .getResource("/stories260K/stories260K")
                    .toURI());
            return Checkpoint.open(folder).tokenizer();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 49152 tokens of byte-level BPE, where there is such a model. */
    static Optional<Tokenizer> smolLm2() {
        String model = System.getProperty("ssd.test.model", "");
        return model.isEmpty()
                ? Optional.empty()
                : Optional.of(Checkpoint.open(Path.of(model)).tokenizer());
    }

    /** Token {@code i} is the text {@code i}; no byte has a token unless it is listed. */
    static TokenVocabulary of(String... tokens) {
        byte[][] texts = Arrays.stream(tokens)
                .map(token -> token.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        return new TokenVocabulary(texts, texts);
    }

    /** Token {@code b} is the byte {@code b}, then these tokens. */
    static TokenVocabulary ofBytesAnd(String... tokens) {
        byte[][] texts = new byte[256 + tokens.length][];
        for (int i = 0; i < 256; i++) {
            texts[i] = new byte[] {(byte) i};
        }
        for (int i = 0; i < tokens.length; i++) {
            texts[256 + i] = tokens[i].getBytes(StandardCharsets.UTF_8);
        }
        return new TokenVocabulary(texts, texts);
    }
}
