package io.github.ssd4j.speculative;

/** Why a generation ended. If several reasons fall on the same token, the one listed first here is given. */
public enum FinishReason {

    /** The listener asked for it. */
    CANCELLED,

    /** One of the stop strings was written. It is not part of the text. */
    STOP_STRING,

    /** The model wrote an end token of its own or a stop token of the options. It is not part of the tokens. */
    STOP_TOKEN,

    /** As many tokens as the options allow were written. */
    MAX_TOKENS,

    /** Prompt and answer fill the context. */
    CONTEXT_END
}
