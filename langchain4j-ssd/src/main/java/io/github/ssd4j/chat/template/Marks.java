package io.github.ssd4j.chat.template;

import io.github.ssd4j.checkpoint.PromptText;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Marked characters: how a text of the contents is told, character by character, from what a template writes. A marked
 * character is the second half of a surrogate pair that stands alone. No content holds one, since those that it comes with
 * are replaced, and whatever a template does to a text, no marked character becomes a plain one.
 *
 * <p>Templates must not see marks. What asks for the characters of a text (string methods, filters, tests, comparisons)
 * goes through {@link #unseen}, {@link #sameText} or {@link Dict}. White space, quotes and backslashes are never marked, so
 * stripping, quoting and JSON need no such care.
 */
public final class Marks {

    /** Ranges of the characters that can be marked: those of which tokenizers make their control tokens. */
    private static final char[][] RANGES = {
        {'!', '\u017F'}, // ASCII, Latin
        {'\u0391', '\u044F'}, // Greek, Cyrillic
        {'\u2010', '\u205E'}, // punctuation
        {'\u2190', '\u21FF'}, // arrows
        {'\u2500', '\u259F'}, // lines and blocks, with SentencePiece's space
        {'\u3001', '\u3020'}, // brackets of China and Japan
        {'\uFF01', '\uFF5E'} // wide forms
    };

    private static final char FIRST = Character.MIN_LOW_SURROGATE;

    /** Says that the next character is marked, of which no mark is known. */
    private static final char NEXT = Character.MAX_LOW_SURROGATE;

    private static final char[] MARKED = new char[1 << 16]; // by plain character; 0 if it cannot be marked
    private static final char[] PLAIN = new char[NEXT - FIRST]; // by marked character, counted from FIRST

    static {
        char mark = FIRST;
        for (char[] range : RANGES) {
            for (char c = range[0]; c <= range[1]; c++) {
                if (!isSpaceOrQuote(c)) {
                    PLAIN[mark - FIRST] = c;
                    MARKED[c] = mark++;
                }
            }
        }
    }

    private Marks() {}

    private static boolean isSpaceOrQuote(char c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || c == '"'
                || c == '\''
                || c == '\\';
    }

    /** Whether there is a mark for {@code c}. */
    public static boolean canMark(char c) {
        return MARKED[c] != 0;
    }

    /** {@code text} with a mark on every character that is in {@code which}. */
    public static String mark(String text, BitSet which) {
        StringBuilder marked = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (MARKED[c] != 0 && which.get(c)) {
                marked = marked == null ? new StringBuilder(text) : marked;
                marked.setCharAt(i, MARKED[c]);
            }
        }
        return marked == null ? text : marked.toString();
    }

    /** {@code text} with a mark on every character that can have one. */
    public static String markAll(String text) {
        StringBuilder marked = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (MARKED[text.charAt(i)] != 0) {
                marked.setCharAt(i, MARKED[text.charAt(i)]);
            }
        }
        return marked.toString();
    }

    /** {@code text} with a mark before every occurrence of {@code part}, for parts of which no character can be marked. */
    public static String markBefore(String part, String text) {
        return text.replace(part, NEXT + part);
    }

    private static boolean isMark(CharSequence text, int i) {
        char c = text.charAt(i);
        return Character.isLowSurrogate(c)
                && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)))
                && (c == NEXT || PLAIN[c - FIRST] != 0);
    }

    /** The text without marks, and the places where they were. */
    public static PromptText read(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        BitSet marked = new BitSet();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isMark(text, i)) {
                marked.set(plain.length());
                if (c == NEXT) {
                    continue;
                }
                c = PLAIN[c - FIRST];
            }
            plain.append(c);
        }
        return PromptText.of(plain.toString(), marked);
    }

    static String plain(String text) {
        return isMarked(text) ? withoutMarks(text) : text;
    }

    private static String withoutMarks(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isMark(text, i)) {
                plain.append(c);
            } else if (c != NEXT) {
                plain.append(PLAIN[c - FIRST]);
            }
        }
        return plain.toString();
    }

    private static boolean isMarked(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isMark(text, i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the two texts differ in their marks at most. */
    static boolean sameText(String left, String right) {
        return left.equals(right) || plain(left).equals(plain(right));
    }

    /** Whether a sign that marks the next character may be in {@code text}. */
    static boolean mayHoldSigns(String text) {
        return text.indexOf(NEXT) >= 0;
    }

    /** Whether the character at {@code i} says that the next one is marked. */
    static boolean isSign(String text, int i) {
        return text.charAt(i) == NEXT && isMark(text, i);
    }

    /**
     * The result of an operation as if nothing were marked, with marks on what came from marked texts. Where the operation
     * itself would come to another result because of the marks, all of its result counts as marked.
     *
     * @param operation must not change its operands
     */
    static Object unseen(Budget budget, Function<Object[], Object> operation, Object... operands) {
        boolean marked = false;
        for (Object operand : operands) {
            marked = marked || isMarked(operand, 0, budget);
        }
        if (!marked) {
            return operation.apply(operands);
        }
        for (Object operand : operands) {
            budget.inspect(operand); // all of it is copied
        }
        Object expected = operation.apply(mapped(operands));
        if (expected instanceof Boolean || expected instanceof Number || expected == None.NONE) {
            return expected;
        }
        Object result;
        try {
            result = operation.apply(operands);
        } catch (TemplateException e) {
            if (e.kind() == TemplateException.Kind.LIMIT) {
                throw e;
            }
            return allMarked(expected, budget);
        }
        boolean comparable = Values.isText(expected) || expected instanceof List || expected instanceof Dict;
        return !comparable || Values.equal(result, expected, budget) ? result : allMarked(expected, budget);
    }

    private static Object[] mapped(Object[] operands) {
        Object[] plain = new Object[operands.length];
        for (int i = 0; i < operands.length; i++) {
            plain[i] = mapValue(operands[i], Marks::plain);
        }
        return plain;
    }

    private static Object allMarked(Object value, Budget budget) {
        budget.inspect(value);
        return mapValue(value, Marks::markAll);
    }

    /** Pays for what it looks at: a small value may hold another many times. */
    private static boolean isMarked(Object value, int depth, Budget budget) {
        if (value instanceof String text) {
            budget.read(text.length());
            return isMarked(text);
        }
        if (value instanceof Markup markup) {
            budget.read(markup.text().length());
            return isMarked(markup.text());
        }
        Budget.nest(depth);
        if (value instanceof List<?> list && !(value instanceof Range)) {
            budget.steps(list.size());
            for (Object element : list) {
                if (isMarked(element, depth + 1, budget)) {
                    return true;
                }
            }
        }
        if (value instanceof Dict dict) {
            budget.steps(dict.size());
            for (Map.Entry<Object, Object> entry : dict.items()) {
                if (isMarked(entry.getKey(), depth + 1, budget) || isMarked(entry.getValue(), depth + 1, budget)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Object mapValue(Object value, UnaryOperator<String> change) {
        if (value instanceof String text) {
            return change.apply(text);
        }
        if (value instanceof Markup markup) {
            return new Markup(change.apply(markup.text()));
        }
        if (value instanceof Dict dict) {
            Dict changed = new Dict();
            for (Map.Entry<Object, Object> entry : dict.items()) {
                changed.put(mapValue(entry.getKey(), change), mapValue(entry.getValue(), change));
            }
            return changed;
        }
        if (value instanceof List<?> list && !(value instanceof Range)) {
            List<Object> changed = new ArrayList<>(list.size());
            list.forEach(element -> changed.add(mapValue(element, change)));
            return value instanceof Tuple ? Tuple.copyOf(changed) : changed;
        }
        return value;
    }

    /** {@code value} of Java with every text in it, keys too, put through {@code change}. */
    public static @Nullable Object map(@Nullable Object value, UnaryOperator<String> change) {
        if (value instanceof String text) {
            return change.apply(text);
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> changed = new LinkedHashMap<>();
            map.forEach((key, element) -> changed.put(map(key, change), map(element, change)));
            return changed;
        }
        if (value instanceof Collection<?> collection) {
            List<@Nullable Object> changed = new ArrayList<>(collection.size());
            collection.forEach(element -> changed.add(map(element, change)));
            return changed;
        }
        return value;
    }
}
