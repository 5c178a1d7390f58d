package io.github.ssd4j.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one rendering of a chat template may use. A template comes with a model file, so whoever wrote it is not trusted: it
 * may neither run for ever nor fill the memory. The limits count work, not time, so the same conversation is refused on every
 * machine or on none.
 *
 * <p>The templates of 14 published models, among the test resources, need at most 180,000 steps and write 1.2 million characters for a
 * conversation of 500 messages, of 2,000 characters each, with 50 tools ({@code TemplateLimitsTest}).
 *
 * <ul>
 *   <li>{@link #MAX_STEPS}: an expression, a call of a filter, a piece of text is one step, an iteration of a loop four, the
 *       call of a macro 24, and {@value #STEP} characters that an operation reads or makes one. One million take about a
 *       second. Text that a template makes is paid for with steps, so all of it together never has more than 64 million
 *       characters.
 *   <li>{@link #MAX_CHARACTERS}: what is written, in all, and the length of a single value. Four million tokens have that
 *       length; the longest contexts have one million.
 *   <li>{@link #MAX_TAGS}, {@link #MAX_VALUES}: how deep tags and values nest. The templates among the test resources nest six
 *       tags. Tool calls of a model nest at most {@link JsonExtent#MAX_DEPTH} values.
 *   <li>{@link #MAX_BRACKETS}, {@link #MAX_EXPRESSION}: how deep the brackets of one expression nest, and its length without
 *       blanks and what stands in quotes. In those templates these are 2 and 126.
 *   <li>{@link #MAX_SOURCE}: length of the template itself. Those templates have at most 5,000 characters.
 * </ul>
 *
 * <p>For one rendering on one thread.
 */
final class TemplateBudget {

    static final int MAX_STEPS = 1_000_000;
    static final int MAX_CHARACTERS = 16 << 20;
    static final int MAX_TAGS = 50;
    static final int MAX_VALUES = 256;
    static final int MAX_BRACKETS = 50;
    static final int MAX_EXPRESSION = 4000;
    static final int MAX_SOURCE = 1 << 20;

    /** Characters that cost one step: an expression takes about as long as copying them. */
    static final int STEP = 64;

    /** What an element of a list costs that is read or copied, in characters: its place takes so many bytes. */
    static final int ELEMENT = 8;

    /** What an element costs that is made, in characters: a small object takes twice as many bytes. */
    static final int OBJECT = 32;

    /** What an iteration of a loop costs beside its body, in steps: it makes a scope. */
    static final int ITERATION = 4;

    /** What the call of a macro costs beside its body, in steps: it copies a context. */
    static final int CALL = 24;

    private long spent;
    private long written;

    /** The budget of the rendering that this thread is in, a new one outside of any. */
    static TemplateBudget current() {
        return JinjavaInterpreter.getCurrent() instanceof PythonInterpreter rendering
                ? rendering.budget()
                : new TemplateBudget();
    }

    /** Steps that were used so far. */
    long steps() {
        return spent / STEP;
    }

    /** Characters that were written so far. */
    long written() {
        return written;
    }

    void step() {
        steps(1);
    }

    void steps(int count) {
        spend((long) STEP * count);
    }

    /** Pays for work in units of one character; call it before the work is done and before its memory is allocated. */
    void spend(long characters) {
        spent += Math.min(characters, Long.MAX_VALUE / 2 - spent);
        if (spent > (long) MAX_STEPS * STEP) {
            throw ChatTemplateException.limit("takes more than %d steps".formatted(MAX_STEPS));
        }
    }

    /** Pays for a text that is about to be made. */
    void text(long length) {
        if (length > MAX_CHARACTERS) {
            throw tooLong();
        }
        spend(length);
    }

    /** Pays for so many characters that are about to be added to a text. */
    void append(CharSequence text, long more) {
        if (text.length() + more > MAX_CHARACTERS) {
            throw tooLong();
        }
        spend(more);
    }

    /** Counts what is written, whether it ends in the prompt, in a variable or in the result of a macro. */
    void write(int length) {
        text(length);
        written += length;
        if (written > MAX_CHARACTERS) {
            throw tooLong();
        }
    }

    static ChatTemplateException tooLong() {
        return ChatTemplateException.limit("makes more than %d characters of text".formatted(MAX_CHARACTERS));
    }

    /** Checks how deep a value lies inside others. */
    void nest(int depth) {
        if (depth > MAX_VALUES) {
            throw ChatTemplateException.limit("nests more than %d values".formatted(MAX_VALUES));
        }
    }

    /** Pays for all that a value holds, before something reads all of it: a small value may hold another many times. */
    void inspect(@Nullable Object value) {
        inspect(value, 0);
    }

    private void inspect(@Nullable Object value, int depth) {
        spend(ELEMENT);
        nest(depth);
        if (value instanceof CharSequence text) {
            spend(text.length());
        } else if (value instanceof Collection<?> collection) {
            for (Object element : collection) {
                inspect(element, depth + 1);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                inspect(entry.getKey(), depth + 1);
                inspect(entry.getValue(), depth + 1);
            }
        }
    }

    /** Pays for the elements of a value, not for what they hold. */
    void inspectElements(@Nullable Object value) {
        if (value instanceof Collection<?> collection) {
            spend((long) ELEMENT * collection.size());
        } else if (value instanceof Map<?, ?> map) {
            spend((long) ELEMENT * map.size());
        } else if (value instanceof CharSequence text) {
            spend(text.length());
        }
    }
}
