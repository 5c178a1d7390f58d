package io.github.ssd4j.checkpoint;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes prompts whose contents may spell control tokens.
 *
 * <p>The native library finds such tokens wherever their text stands, and has no switch for it that reaches Java. So a
 * prompt that matters goes through a second tokenizer, which knows the control tokens by secret names, and those that
 * the template wrote are put into the text by these names. It is made for the first such prompt, which takes about as
 * long and as much memory as reading the tokenizer did. All other prompts are encoded as they are.
 *
 * <p>Thread-safe.
 */
final class PromptEncoder implements AutoCloseable {

    private final TokenizerDefinition definition;
    private final NativeTokenizer plain;
    private final ControlTokens controls;
    private final String secret;

    private final Object lock = new Object();
    private @Nullable NativeTokenizer guarded; // guarded by the lock, as is the next one
    private boolean closed;

    /** Borrows {@code plain}. */
    PromptEncoder(TokenizerDefinition definition, NativeTokenizer plain, ControlTokens controls) {
        this.definition = definition;
        this.plain = plain;
        this.controls = controls;
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        secret = HexFormat.of().formatHex(random);
    }

    int[] encode(PromptText prompt) {
        List<ControlTokens.Match> written = controls.writtenIn(prompt);
        if (!controls.isSpeltByContents(prompt)) {
            int[] ids = plain.encode(prompt.text(), false);
            // Some tokenizers bring a text into another form first, in which it may spell what it did not spell before.
            if (Arrays.stream(ids).filter(controls::isControl).count() == written.size()) {
                return ids;
            }
        }
        return guarded().encode(withSecretNames(prompt.text(), written), false);
    }

    private String withSecretNames(String text, List<ControlTokens.Match> written) {
        StringBuilder renamed = new StringBuilder(text.length());
        int from = 0;
        for (ControlTokens.Match match : written) {
            renamed.append(text, from, match.start()).append(secretName(match.token()));
            from = match.end();
        }
        return renamed.append(text, from, text.length()).toString();
    }

    /** One that no content can hold but by guessing 128 bits. Characters of private use survive every normalisation. */
    private String secretName(String token) {
        return "\uE000" + secret + '-' + controls.id(token) + '\uE001';
    }

    private NativeTokenizer guarded() {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the tokenizer is closed");
            }
            if (guarded == null) {
                Map<String, String> names = new HashMap<>();
                controls.texts().forEach(token -> names.put(token, secretName(token)));
                guarded = NativeTokenizer.load(definition.file(), RenamedTokens.rename(definition.json(), names));
            }
            return guarded;
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (guarded != null) {
                guarded.close();
            }
        }
    }
}
