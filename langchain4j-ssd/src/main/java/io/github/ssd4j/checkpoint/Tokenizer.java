package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Text to token ids and back. Encoding is done by Hugging Face's native tokenizers library, decoding here, so that text
 * can be streamed. Thread-safe. {@link #close()} belongs to the {@link Checkpoint}; after it only encoding fails.
 */
public final class Tokenizer implements AutoCloseable {

    private final TokenizerDefinition definition;
    private final Vocabulary vocabulary;
    private final NativeTokenizer encoder;
    private final int modelVocabSize;

    /** @param modelVocabSize rows of the model's embedding */
    Tokenizer(TokenizerDefinition definition, int modelVocabSize) {
        this.modelVocabSize = modelVocabSize;
        this.definition = definition;
        this.vocabulary = definition.vocabulary();
        this.encoder = NativeTokenizer.load(definition.file(), definition.json());
    }

    /**
     * The tokens of a text. The strings of special tokens inside the text become those tokens, as rendered chat
     * templates need it; unpaired surrogates count as U+FFFD.
     *
     * @param addSpecialTokens whether to add what the model wants around a text, for instance a token that starts it
     * @throws IllegalArgumentException if the text holds a token that the tokenizer has and the model has not
     * @throws IllegalStateException if the checkpoint is closed
     */
    public int[] encode(String text, boolean addSpecialTokens) {
        int[] ids = encoder.encode(wellFormed(Ensure.notNull(text, "text")), addSpecialTokens);
        for (int id : ids) {
            // a token that was added to the tokenizer only would be read from beyond the embedding
            Ensure.that(
                    id < modelVocabSize,
                    "text must not hold the token %s (id %s), because the model knows only %s tokens",
                    vocabulary.token(id),
                    id,
                    modelVocabSize);
        }
        return ids;
    }

    /** The text of the tokens, without the special ones. */
    public String decode(int... ids) {
        return decode(ids, true);
    }

    /**
     * The text of the tokens. Ids that the tokenizer does not know, for instance of the padding rows of an embedding,
     * have no text. Bytes that are not UTF-8 become U+FFFD, one for each broken character; Hugging Face's library
     * replaces all bytes of such a run, even those of its sound characters, which could not be streamed.
     */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        TextStream stream = new TextStream(vocabulary, definition.detokenizer(), skipSpecialTokens);
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(stream.append(id));
        }
        return text.append(stream.finish()).toString();
    }

    /** The id of a token, spelt as in the vocabulary: {@code <|im_end|>}, {@code Ġthe}. */
    public OptionalInt tokenId(String token) {
        return vocabulary.id(token);
    }

    /** Whether the token is one of control, left out of decoded text. */
    public boolean isSpecial(int id) {
        return vocabulary.isSpecial(id);
    }

    /**
     * The bytes of UTF-8 that the token adds to a decoded text; one character may need several tokens. None for special tokens
     * and for ids that the tokenizer or the model does not know.
     */
    public byte[] bytes(int id) {
        return bytes(id, false);
    }

    /** The same for the token that starts a text, where some tokenizers drop a space. */
    public byte[] firstBytes(int id) {
        byte[] bytes = bytes(id, true);
        int start = 0;
        while (start < bytes.length && start < definition.detokenizer().stripStart() && bytes[start] == ' ') {
            start++;
        }
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }

    private byte[] bytes(int id, boolean first) {
        String token = id < modelVocabSize && !isSpecial(id) ? vocabulary.token(id) : null;
        return token == null ? new byte[0] : definition.detokenizer().bytes(token, first);
    }

    /** The largest token id plus one; the model's {@link ModelConfig#vocabSize()} may be larger. */
    public int vocabSize() {
        return vocabulary.size();
    }

    /** Text of the token that starts a sequence, for chat templates. */
    public Optional<String> bosToken() {
        return definition.bosToken();
    }

    /** Text of the token that ends a sequence, for chat templates. */
    public Optional<String> eosToken() {
        return definition.eosToken();
    }

    /** A new stream for the tokens of one answer, special ones left out. */
    public TextStream newTextStream() {
        return new TextStream(vocabulary, definition.detokenizer(), true);
    }

    @Override
    public void close() {
        encoder.close();
    }

    /** The native side takes UTF-8, which cannot hold half a surrogate pair. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return text.codePoints()
                        .map(point ->
                                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }
}
