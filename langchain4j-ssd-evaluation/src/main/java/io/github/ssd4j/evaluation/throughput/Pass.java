package io.github.ssd4j.evaluation.throughput;

/**
 * One kind of pass through the model, the thing that is timed.
 *
 * @param kind what the pass does
 * @param context positions in the KV cache before the pass; for a prefill, after it
 * @param tokens tokens fed: 1 for a draft step, all of the context for a prefill
 */
public record Pass(Kind kind, int context, int tokens) {

    /** What a pass does. */
    public enum Kind {
        /** The full model over the pending token and {@code tokens - 1} drafts; with one token, plain decoding. */
        VERIFY,
        /** One token through the model with the profile's sub-layers skipped. */
        DRAFT,
        /** The full model over a prompt, without logits. */
        PREFILL
    }

    /** Plain decoding of one token. */
    static Pass decode(int context) {
        return verify(context, 1);
    }

    static Pass verify(int context, int tokens) {
        return new Pass(Kind.VERIFY, context, tokens);
    }

    static Pass draft(int context) {
        return new Pass(Kind.DRAFT, context, 1);
    }

    static Pass prefill(int context) {
        return new Pass(Kind.PREFILL, context, context);
    }

    /** True for plain decoding, the pass the others are compared with. */
    public boolean isDecode() {
        return kind == Kind.VERIFY && tokens == 1;
    }

    /** The name in reports: {@code decode}, {@code verify 8}, {@code draft}, {@code prefill}. */
    public String label() {
        return switch (kind) {
            case VERIFY -> isDecode() ? "decode" : "verify " + tokens;
            case DRAFT -> "draft";
            case PREFILL -> "prefill";
        };
    }
}
