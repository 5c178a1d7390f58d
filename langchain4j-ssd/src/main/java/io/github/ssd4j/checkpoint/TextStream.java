package io.github.ssd4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the tokens of one answer into text as they come. What {@link #append} and {@link #finish} return, one after the
 * other, is {@link Tokenizer#decode(int...)} of all tokens; each call costs the length of its own token only. For one
 * answer and one thread.
 */
public final class TextStream {

    private final Vocabulary vocabulary;
    private final Detokenizer detokenizer;
    private final boolean skipSpecialTokens;
    private final Set<Integer> kept;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** Bytes of a character whose end has not come yet, at most three. */
    private byte[] pending = {};

    private int spacesToStrip;
    private boolean first = true;
    private boolean finished;

    /** {@code kept}: special tokens that are not skipped. Their text is that of the vocabulary. */
    TextStream(Vocabulary vocabulary, Detokenizer detokenizer, boolean skipSpecialTokens, Set<Integer> kept) {
        this.vocabulary = vocabulary;
        this.detokenizer = detokenizer;
        this.skipSpecialTokens = skipSpecialTokens;
        this.kept = kept;
        this.spacesToStrip = detokenizer.stripStart();
    }

    /**
     * Takes the next token and returns the text that is certain with it: empty while a character is incomplete, for
     * special tokens that are not kept and for ids that the tokenizer does not know.
     *
     * @throws IllegalStateException after {@link #finish}
     */
    public String append(int tokenId) {
        if (finished) {
            throw new IllegalStateException("append must not be called after finish");
        }
        @Nullable String token = vocabulary.token(tokenId);
        if (token == null) {
            return "";
        }
        if (skipSpecialTokens && vocabulary.isSpecial(tokenId)) {
            return kept.contains(tokenId) ? text(token.getBytes(StandardCharsets.UTF_8), false) : "";
        }
        byte[] bytes = detokenizer.bytes(token, first);
        first = false;
        return text(bytes, false);
    }

    /** Ends the text and returns what is left of it: an incomplete character becomes U+FFFD. May be called again. */
    public String finish() {
        if (finished) {
            return "";
        }
        finished = true;
        return text(new byte[0], true);
    }

    private String text(byte[] bytes, boolean last) {
        ByteBuffer in = ByteBuffer.allocate(pending.length + bytes.length);
        in.put(pending).put(bytes).flip();
        // no byte gives more than one char
        CharBuffer out = CharBuffer.allocate(in.remaining());
        utf8.decode(in, out, last);
        pending = new byte[in.remaining()];
        in.get(pending);
        return strip(out.flip().toString());
    }

    private String strip(String text) {
        int start = 0;
        while (spacesToStrip > 0 && start < text.length()) {
            if (text.charAt(start) == ' ') {
                start++;
                spacesToStrip--;
            } else {
                spacesToStrip = 0;
            }
        }
        return text.substring(start);
    }
}
