package io.github.ssd4j.chat;

import io.github.ssd4j.checkpoint.PromptText;
import java.util.ArrayList;
import java.util.Arrays;
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
 * goes through {@link #unseen}, {@link #sameText} or {@link #get}. White space, quotes and backslashes are never marked, so
 * stripping, quoting and JSON need no such care.
 */
final class Marks {

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

    static boolean canMark(char c) {
        return MARKED[c] != 0;
    }

    /** {@code text} with a mark on every character that is in {@code which}. */
    static String mark(String text, BitSet which) {
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
    static String markAll(String text) {
        StringBuilder marked = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (MARKED[text.charAt(i)] != 0) {
                marked.setCharAt(i, MARKED[text.charAt(i)]);
            }
        }
        return marked.toString();
    }

    /** {@code text} with a mark before every occurrence of {@code part}, for parts of which no character can be marked. */
    static String markBefore(String part, String text) {
        return text.replace(part, NEXT + part);
    }

    private static boolean isMark(CharSequence text, int i) {
        char c = text.charAt(i);
        return Character.isLowSurrogate(c)
                && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)))
                && (c == NEXT || PLAIN[c - FIRST] != 0);
    }

    /** The text without marks, and the places where they were. */
    static PromptText read(String text) {
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

    /** The value of a key, whatever of either is marked; null if there is none. */
    static @Nullable Object get(Map<?, ?> map, @Nullable Object key) {
        return map.get(keyOf(map, key));
    }

    static boolean hasKey(Map<?, ?> map, @Nullable Object key) {
        return map.containsKey(keyOf(map, key));
    }

    /** The key as it stands in the map, if only marks differ. */
    private static @Nullable Object keyOf(Map<?, ?> map, @Nullable Object key) {
        if (!(key instanceof String text) || map.containsKey(key)) {
            return key;
        }
        TemplateBudget.current().inspectElements(map);
        for (Object other : map.keySet()) {
            if (other instanceof String candidate && sameText(text, candidate)) {
                return candidate;
            }
        }
        return key;
    }

    /**
     * The result of an operation as if nothing were marked, with marks on what came from marked texts. Where the operation
     * itself would come to another result because of the marks, all of its result counts as marked.
     *
     * @param operation must not change its operands
     */
    static @Nullable Object unseen(
            Function<@Nullable Object[], @Nullable Object> operation, @Nullable Object... operands) {
        if (!isMarked(operands, 0, TemplateBudget.current())) {
            return operation.apply(operands);
        }
        TemplateBudget.current().inspect(Arrays.asList(operands)); // all of it is copied
        @Nullable Object[] plainOperands = (Object[]) map(operands, Marks::plain);
        Object expected = operation.apply(plainOperands);
        if (expected == null || expected instanceof Boolean || expected instanceof Number) {
            return expected;
        }
        Object marked;
        try {
            marked = operation.apply(operands);
        } catch (RuntimeException e) {
            return allMarked(expected);
        }
        boolean comparable = expected instanceof String || expected instanceof List || expected instanceof Map;
        return !comparable || PythonValues.equal(marked, expected) ? marked : allMarked(expected);
    }

    private static @Nullable Object allMarked(Object value) {
        TemplateBudget.current().inspect(value);
        return map(value, Marks::markAll);
    }

    /** Pays for what it looks at: a small value may hold another many times. */
    private static boolean isMarked(@Nullable Object value, int depth, TemplateBudget budget) {
        budget.nest(depth);
        if (value instanceof String text) {
            return isMarked(text);
        }
        if (value instanceof Map<?, ?> map) {
            return isMarked(map.keySet(), depth + 1, budget) || isMarked(map.values(), depth + 1, budget);
        }
        if (value instanceof Collection<?> collection) {
            budget.inspectElements(collection);
            return collection.stream().anyMatch(element -> isMarked(element, depth + 1, budget));
        }
        return value instanceof Object[] array
                && Arrays.stream(array).anyMatch(element -> isMarked(element, depth + 1, budget));
    }

    /** {@code value} with every text in it, keys too, put through {@code change}. */
    static @Nullable Object map(@Nullable Object value, UnaryOperator<String> change) {
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
        if (value instanceof Object[] array) {
            return Arrays.stream(array).map(element -> map(element, change)).toArray();
        }
        return value;
    }
}
