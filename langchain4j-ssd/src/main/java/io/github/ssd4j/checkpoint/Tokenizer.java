package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.internal.Surrogates;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Text to token ids and back. Encoding is done by Hugging Face's native tokenizers library, decoding here, so that text
 * can be streamed. Thread-safe. {@link #close()} belongs to the {@link Checkpoint}; after it only encoding fails.
 */
public final class Tokenizer implements AutoCloseable {

    private final TokenizerDefinition definition;
    private final Vocabulary vocabulary;
    private final NativeTokenizer encoder;
    private final ControlTokens controls;
    private final PromptEncoder promptEncoder;
    private final int modelVocabSize;

    /** @param modelVocabSize rows of the model's embedding */
    Tokenizer(TokenizerDefinition definition, int modelVocabSize) {
        this.modelVocabSize = modelVocabSize;
        this.definition = definition;
        this.vocabulary = definition.vocabulary();
        this.encoder = NativeTokenizer.load(definition.file(), definition.json());
        this.controls = new ControlTokens(vocabulary, definition.bosToken(), definition.eosToken());
        this.promptEncoder = new PromptEncoder(definition, encoder, controls);
    }

    /**
     * The tokens of a text that its caller answers for: the strings of special tokens inside it become those tokens. Texts
     * of others go through {@link #encode(PromptText)}. Unpaired surrogates count as U+FFFD.
     *
     * @param addSpecialTokens whether to add what the model wants around a text, for instance a token that starts it
     * @throws IllegalArgumentException if the text holds a token that the tokenizer has and the model has not
     * @throws IllegalStateException if the checkpoint is closed
     */
    public int[] encode(String text, boolean addSpecialTokens) {
        return known(encoder.encode(Surrogates.replaceLone(Ensure.notNull(text, "text")), addSpecialTokens));
    }

    /**
     * The tokens of a prompt. Control tokens are those that its template wrote; what its contents spell like one becomes
     * ordinary tokens of the same text. All other tokens are those of {@link #encode(String, boolean)}, and none are added.
     *
     * @throws IllegalArgumentException if the template wrote a token that the tokenizer has and the model has not
     * @throws IllegalStateException if the checkpoint is closed
     */
    public int[] encode(PromptText prompt) {
        return known(promptEncoder.encode(Ensure.notNull(prompt, "prompt")));
    }

    private int[] known(int[] ids) {
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
        TextStream stream = new TextStream(vocabulary, definition.detokenizer(), skipSpecialTokens, Set.of());
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

    /**
     * The texts of the tokens that only a chat template may write: the special ones, those that start and end a sequence, and
     * those that look like it, as {@code <|im_start|>} does.
     */
    public Set<String> controlTokens() {
        return controls.texts();
    }

    /** Whether {@link #controlTokens()} has the token. */
    public boolean isControl(int id) {
        return id >= 0 && controls.isControl(id);
    }

    /** Whether the tokenizer calls the token special; such tokens are left out of decoded text. */
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
        return newTextStream(Set.of());
    }

    /** The same with the special tokens {@code kept}, whose text is their name. */
    public TextStream newTextStream(Set<Integer> kept) {
        return new TextStream(vocabulary, definition.detokenizer(), true, kept);
    }

    @Override
    public void close() {
        promptEncoder.close();
        encoder.close();
    }
}
