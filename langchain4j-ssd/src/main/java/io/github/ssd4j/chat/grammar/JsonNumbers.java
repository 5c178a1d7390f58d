package io.github.ssd4j.chat.grammar;

/**
 * The numbers of JSON that programs can read without loss, each of bounded length so that a model has to end it.
 *
 * <ul>
 *   <li>An integer is one that a Java {@code long} holds, from -9223372036854775808 to 9223372036854775807.
 *   <li>A number has at most 21 digits before the point and 25 behind it, with an exponent of at most two digits. A
 *       number with one digit before the point may have an exponent from -399 to 308. So every {@code double} can be
 *       written as Java, JavaScript and Python write it, and no number is too large for a {@code double}.
 * </ul>
 */
final class JsonNumbers {

    /** Without its last digit, which is 7 for a positive and 8 for a negative number. */
    private static final String LARGEST_LONG = "922337203685477580";

    /** JavaScript writes doubles below 1e21 without an exponent. */
    private static final int WHOLE_DIGITS = 21;

    /** JavaScript writes doubles from 1e-6 on without an exponent: six zeros and 17 digits. */
    private static final int DECIMALS = 25;

    /** The digits of the largest double behind its point; 1 stands before it, and the exponent is 308. */
    private static final String LARGEST_DECIMALS = "7976931348623157";

    private final Lexeme.Builder builder = new Lexeme.Builder();

    private JsonNumbers() {}

    static Lexeme integer() {
        JsonNumbers numbers = new JsonNumbers();
        int minus = numbers.builder.position();
        numbers.builder.edge(0, '-', '-', minus);
        numbers.integerUpTo(0, '7');
        numbers.integerUpTo(minus, '8');
        return numbers.builder.build();
    }

    static Lexeme number() {
        JsonNumbers numbers = new JsonNumbers();
        int minus = numbers.builder.position();
        numbers.builder.edge(0, '-', '-', minus);
        numbers.numberFrom(0);
        numbers.numberFrom(minus);
        return numbers.builder.build();
    }

    /** From {@code start} on the integers from 0 to {@link #LARGEST_LONG} with {@code last} behind it. */
    private void integerUpTo(int start, char last) {
        int length = LARGEST_LONG.length();
        int[] smaller = new int[length + 1]; // by digits so far: already smaller than the largest number of that length
        for (int i = 1; i <= length; i++) {
            smaller[i] = accepting();
            if (i > 1) {
                builder.edge(smaller[i - 1], '0', '9', smaller[i]);
            }
        }
        int end = accepting();
        builder.edge(start, '0', '0', accepting());
        builder.edge(smaller[length], '0', '9', end);
        int equal = start;
        int larger = -1; // too large for the most digits, but not for one less
        for (int i = 0; i < length; i++) {
            char digit = LARGEST_LONG.charAt(i);
            if (larger >= 0) {
                larger = digit(larger);
            }
            char least = i == 0 ? '1' : '0';
            if (digit > least) {
                builder.edge(equal, least, digit - 1, smaller[i + 1]);
            }
            int next = accepting();
            builder.edge(equal, digit, digit, next);
            if (digit < '9') {
                larger = larger >= 0 ? larger : accepting();
                builder.edge(equal, digit + 1, '9', larger);
            }
            equal = next;
        }
        builder.edge(equal, '0', last, end);
    }

    private void numberFrom(int start) {
        int wholeExponent = exponent(2, '0');
        int smallExponent = exponent(3, '8');
        int largeExponent = exponent(3, '7');
        int anyDecimals = decimals(largeExponent);
        int point = builder.position();
        int zero = accepting();
        int one = accepting();
        int other = accepting();
        builder.edge(start, '0', '0', zero).edge(start, '1', '1', one).edge(start, '2', '9', other);
        builder.edge(zero, '.', '.', anyDecimals).edges(zero, "eE", largeExponent);
        builder.edge(other, '.', '.', anyDecimals).edges(other, "eE", largeExponent);
        builder.edge(one, '.', '.', point).edges(one, "eE", smallExponent);
        decimalsBehindOne(point, smallExponent, largeExponent);

        int wholeDecimals = decimals(wholeExponent);
        int whole = accepting();
        builder.edge(one, '0', '9', whole).edge(other, '0', '9', whole);
        for (int i = 2; ; i++) {
            builder.edge(whole, '.', '.', wholeDecimals).edges(whole, "eE", wholeExponent);
            if (i == WHOLE_DIGITS) {
                break;
            }
            whole = digit(whole);
        }
    }

    /** The position behind a point, from which decimals and an exponent may follow. */
    private int decimals(int exponent) {
        int start = builder.position();
        int last = start;
        for (int i = 0; i < DECIMALS; i++) {
            last = digit(last);
            builder.edges(last, "eE", exponent);
        }
        return start;
    }

    /** Decimals behind {@code 1.}: what is larger than the largest double may not have its exponent. */
    private void decimalsBehindOne(int point, int smallExponent, int largeExponent) {
        int[] smaller = new int[DECIMALS + 1];
        int[] larger = new int[DECIMALS + 1];
        for (int i = 1; i <= DECIMALS; i++) {
            smaller[i] = accepting();
            larger[i] = accepting();
            builder.edges(smaller[i], "eE", smallExponent).edges(larger[i], "eE", largeExponent);
            if (i > 1) {
                builder.edge(smaller[i - 1], '0', '9', smaller[i]).edge(larger[i - 1], '0', '9', larger[i]);
            }
        }
        int equal = point;
        for (int i = 1; i <= DECIMALS; i++) {
            char digit = i <= LARGEST_DECIMALS.length() ? LARGEST_DECIMALS.charAt(i - 1) : '0';
            int next = accepting();
            builder.edge(equal, digit, digit, next).edges(next, "eE", smallExponent);
            if (digit > '0') {
                builder.edge(equal, '0', digit - 1, smaller[i]);
            }
            if (digit < '9') {
                builder.edge(equal, digit + 1, '9', larger[i]);
            }
            equal = next;
        }
    }

    /**
     * The position behind an {@code e}.
     *
     * @param digits most digits, 2 or 3
     * @param last of three digits of a positive exponent, behind {@code 30}
     */
    private int exponent(int digits, char last) {
        int start = builder.position();
        int minus = builder.position();
        int plus = builder.position();
        builder.edge(start, '-', '-', minus).edge(start, '+', '+', plus);
        int first = accepting();
        int two = accepting();
        builder.edge(first, '0', '9', two);
        if (digits == 2) {
            builder.edge(start, '0', '9', first).edge(minus, '0', '9', first).edge(plus, '0', '9', first);
            return start;
        }
        int end = accepting();
        int three = accepting();
        int thirty = accepting();
        int more = accepting();
        builder.edge(two, '0', '9', end).edge(more, '0', '9', end);
        builder.edge(three, '0', '0', thirty).edge(three, '1', '9', end).edge(thirty, '0', last, end);
        builder.edge(minus, '0', '3', first).edge(minus, '4', '9', more);
        for (int sign : new int[] {start, plus}) {
            builder.edge(sign, '0', '2', first).edge(sign, '3', '3', three).edge(sign, '4', '9', more);
        }
        return start;
    }

    /** An accepting position behind one more digit. */
    private int digit(int from) {
        int next = accepting();
        builder.edge(from, '0', '9', next);
        return next;
    }

    private int accepting() {
        int position = builder.position();
        builder.accept(position);
        return position;
    }
}
