package io.github.ssd4j.chat;

/**
 * Text that comes at its end and goes at its start, each in constant time: a long answer in which nothing becomes a call is
 * dropped tag by tag.
 */
final class HeldText implements CharSequence {

    private static final int MIN_DEAD = 1 << 12;

    private final StringBuilder text = new StringBuilder();

    /** What lies before this place is gone. */
    private int start;

    private long dropped;

    void append(String piece) {
        text.append(piece);
    }

    @Override
    public int length() {
        return text.length() - start;
    }

    @Override
    public char charAt(int index) {
        return text.charAt(start + index);
    }

    String substring(int from, int to) {
        return text.substring(start + from, start + to);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return substring(from, to);
    }

    @Override
    public String toString() {
        return substring(0, length());
    }

    /** Drops so many characters from the start. */
    void drop(int count) {
        dropped += count;
        start += count;
        if (start > MIN_DEAD && start > text.length() / 2) {
            text.delete(0, start);
            start = 0;
        }
    }

    void clear() {
        dropped += length();
        text.setLength(0);
        start = 0;
    }

    /** Characters that were dropped so far: where the first of those that are held stands in the answer. */
    long dropped() {
        return dropped;
    }
}
