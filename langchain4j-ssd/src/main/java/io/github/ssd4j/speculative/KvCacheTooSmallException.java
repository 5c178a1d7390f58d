package io.github.ssd4j.speculative;

/** The KV caches may not take as much memory as a prompt needs. */
public final class KvCacheTooSmallException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long neededBytes;
    private final long allowedBytes;

    public KvCacheTooSmallException(int promptTokens, long neededBytes, long allowedBytes) {
        super(("a prompt of %s tokens and one token more need %s bytes of KV cache, but kvCacheBytes allows %s; "
                        + "allow more, or send a shorter prompt")
                .formatted(promptTokens, neededBytes, allowedBytes));
        this.neededBytes = neededBytes;
        this.allowedBytes = allowedBytes;
    }

    public long neededBytes() {
        return neededBytes;
    }

    public long allowedBytes() {
        return allowedBytes;
    }
}
