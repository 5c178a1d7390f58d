package io.github.ssd4j.chat.template;

import java.util.Collection;
import java.util.Map;

/**
 * What one rendering of a template may use. A template comes with a model file, so whoever wrote it is not trusted: it may
 * neither run for ever nor fill the memory. The limits count work, not time, so the same conversation is refused on every
 * machine or on none.
 *
 * <ul>
 *   <li>Steps: an expression, a statement, an element of a list that is made or read, 64 characters that are read, and 16
 *       for the call of a macro. There are {@value #STEPS}, {@value #STEPS_BY_VALUE} more for each value and one for each
 *       character that the template is given.
 *   <li>Characters that are made, whether they are written or stay in a variable. There are {@value #CHARACTERS}, and
 *       {@value #CHARACTERS_BY_CHARACTER} more for each that the template is given or has itself.
 *   <li>{@link #MAX_DEPTH}: how deep values lie inside each other; {@link #MAX_CALLS}: calls of macros;
 *       {@link #MAX_NESTING}: tags and brackets; {@link #MAX_CHAIN}: operators of one expression in a row.
 *   <li>{@link #MAX_SOURCE}: characters of the template itself.
 * </ul>
 *
 * <p>For one rendering on one thread.
 */
public final class Budget {

    /** Characters that a template may have. */
    public static final int MAX_SOURCE = 1 << 17;

    static final int STEPS = 25_000;
    static final int STEPS_BY_VALUE = 64;
    static final int CHARACTERS = 1 << 20;
    static final int CHARACTERS_BY_CHARACTER = 64;
    static final int MAX_DEPTH = 256;
    static final int MAX_CALLS = 300;
    static final int MAX_NESTING = 100;
    static final int MAX_CHAIN = 1000;

    /** Decimal digits of a whole number, as in Python. */
    static final int MAX_DIGITS = 4300;

    private static final int READ_SHIFT = 6; // 64 characters a step

    /** A longer part of a text is paid for by the characters that a search for it may compare. */
    private static final int LONG_PART = 64;

    /** Characters that are compared in the time that it takes to look at one. */
    private static final int COMPARED = 4;

    private long maxSteps = STEPS;
    private long maxCharacters;
    private long steps;
    private long characters;

    Budget(int sourceLength) {
        maxCharacters = CHARACTERS + (long) sourceLength;
    }

    /** Allows for a value that the template is given. */
    void given(int length) {
        maxSteps += STEPS_BY_VALUE + (long) length;
        maxCharacters += (long) CHARACTERS_BY_CHARACTER * length;
    }

    /** Steps that were used so far. */
    public long steps() {
        return steps;
    }

    /** Characters that were made so far. */
    public long characters() {
        return characters;
    }

    /** Steps that may be used in all. */
    public long maxSteps() {
        return maxSteps;
    }

    /** Characters that may be made in all. */
    public long maxCharacters() {
        return maxCharacters;
    }

    void step() {
        if (++steps > maxSteps) {
            throw tooManySteps();
        }
    }

    void steps(long more) {
        if (more > maxSteps - steps) { // a sum could overflow
            throw tooManySteps();
        }
        steps += more;
    }

    private TemplateException tooManySteps() {
        return TemplateException.limit("takes more than %d steps", maxSteps);
    }

    /** Pays for characters that are looked at. */
    void read(long length) {
        steps(length >> READ_SHIFT);
    }

    /** Pays for a search, which a long part can make compare every character with every other. */
    void search(int length, int part) {
        read(part <= LONG_PART ? length : Math.max(length, (long) length * part / COMPARED));
    }

    /** Pays for characters that are about to be made. */
    void make(long length) {
        steps(length >> READ_SHIFT);
        if (length > maxCharacters - characters) {
            throw TemplateException.limit("makes more than %d characters of text", maxCharacters);
        }
        characters += length;
    }

    /** Checks how deep a value lies inside others. */
    static void nest(int depth) {
        if (depth > MAX_DEPTH) {
            throw TemplateException.limit("nests more than %d values", MAX_DEPTH);
        }
    }

    /** Pays for all that a value holds, before something reads all of it: a small value may hold another many times. */
    void inspect(Object value) {
        inspect(value, 0);
    }

    private void inspect(Object value, int depth) {
        step();
        nest(depth);
        if (value instanceof CharSequence text) {
            make(text.length());
        } else if (value instanceof Collection<?> collection) {
            for (Object element : collection) {
                inspect(element, depth + 1);
            }
        } else if (value instanceof Dict dict) {
            for (Map.Entry<Object, Object> entry : dict.items()) {
                inspect(entry.getKey(), depth + 1);
                inspect(entry.getValue(), depth + 1);
            }
        }
    }
}
