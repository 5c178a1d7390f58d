package io.github.ssd4j.chat.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.ssd4j.internal.Json;

/**
 * The lexemes of JSON. White space belongs to the punctuation before or after it and is bounded, so that a model cannot lose
 * itself in it.
 */
final class JsonLexemes {

    static final Lexeme STRING = string();
    static final Lexeme INTEGER = JsonNumbers.integer();
    static final Lexeme NUMBER = JsonNumbers.number();

    static final Lexeme OPEN_OBJECT = spaceAfter('{');
    static final Lexeme CLOSE_OBJECT = spaceBefore('}');
    static final Lexeme OPEN_ARRAY = spaceAfter('[');
    static final Lexeme CLOSE_ARRAY = spaceBefore(']');
    static final Lexeme COMMA = spaceAfter(',');
    static final Lexeme COLON = colon();

    /** Behind a line break. */
    private static final int MAX_INDENTATION = 20;

    private JsonLexemes() {}

    /** The text as a JSON string with its quotation marks. */
    static String quoted(String text) {
        try {
            return Json.mapper().writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'%s' cannot be written as JSON".formatted(text), e);
        }
    }

    private static Lexeme colon() {
        Lexeme.Builder builder = new Lexeme.Builder();
        int behind = builder.position();
        int space = builder.position();
        builder.edge(0, ':', ':', behind).accept(behind);
        return builder.edge(behind, ' ', ' ', space).accept(space).build();
    }

    private static Lexeme spaceAfter(char punctuation) {
        Lexeme.Builder builder = new Lexeme.Builder();
        int behind = builder.position();
        builder.edge(0, punctuation, punctuation, behind).accept(behind);
        int space = builder.position();
        builder.edge(behind, ' ', ' ', space).accept(space);
        int last = builder.position();
        builder.edge(behind, '\n', '\n', last).accept(last);
        for (int i = 0; i < MAX_INDENTATION; i++) {
            int next = builder.position();
            builder.edge(last, ' ', ' ', next).accept(next);
            last = next;
        }
        return builder.build();
    }

    private static Lexeme spaceBefore(char punctuation) {
        Lexeme.Builder builder = new Lexeme.Builder();
        int end = builder.position();
        builder.edge(0, punctuation, punctuation, end).accept(end);
        int space = builder.position();
        builder.edge(0, ' ', ' ', space).edge(space, punctuation, punctuation, end);
        int last = builder.position();
        builder.edge(0, '\n', '\n', last).edge(last, punctuation, punctuation, end);
        for (int i = 0; i < MAX_INDENTATION; i++) {
            int next = builder.position();
            builder.edge(last, ' ', ' ', next).edge(next, punctuation, punctuation, end);
            last = next;
        }
        return builder.build();
    }

    private static Lexeme string() {
        Lexeme.Builder builder = new Lexeme.Builder();
        int body = builder.position();
        int end = builder.position();
        builder.edge(0, '"', '"', body);
        builder.edge(body, '"', '"', end).accept(end);
        builder.edge(body, ' ', '!', body).edge(body, '#', '[', body).edge(body, ']', 0x7F, body);
        escapes(builder, body);
        characters(builder, body);
        return builder.buildWide();
    }

    private static void escapes(Lexeme.Builder builder, int body) {
        int escape = builder.position();
        builder.edge(body, '\\', '\\', escape).edges(escape, "\"\\/bfnrt", body);
        int[] hex = {builder.position(), builder.position(), builder.position(), builder.position()};
        int surrogate = builder.position();
        builder.edge(escape, 'u', 'u', hex[0]);
        // D800 to DFFF are halves of characters: left out
        builder.edge(hex[0], '0', '9', hex[1]).edges(hex[0], "abcefABCEF", hex[1]);
        builder.edges(hex[0], "dD", surrogate).edge(surrogate, '0', '7', hex[2]);
        hexDigit(builder, hex[1], hex[2]);
        hexDigit(builder, hex[2], hex[3]);
        hexDigit(builder, hex[3], body);
    }

    private static void hexDigit(Lexeme.Builder builder, int from, int to) {
        builder.edge(from, '0', '9', to).edge(from, 'a', 'f', to).edge(from, 'A', 'F', to);
    }

    /** The characters behind ASCII: no overlong forms, no surrogates, nothing above U+10FFFF. */
    private static void characters(Lexeme.Builder builder, int body) {
        int oneMore = builder.position();
        int twoMore = builder.position();
        int threeMore = builder.position();
        builder.edge(oneMore, 0x80, 0xBF, body);
        builder.edge(twoMore, 0x80, 0xBF, oneMore);
        builder.edge(threeMore, 0x80, 0xBF, twoMore);
        builder.edge(body, 0xC2, 0xDF, oneMore);
        lead(builder, body, 0xE0, 0xA0, 0xBF, oneMore);
        builder.edge(body, 0xE1, 0xEC, twoMore).edge(body, 0xEE, 0xEF, twoMore);
        lead(builder, body, 0xED, 0x80, 0x9F, oneMore);
        lead(builder, body, 0xF0, 0x90, 0xBF, twoMore);
        builder.edge(body, 0xF1, 0xF3, threeMore);
        lead(builder, body, 0xF4, 0x80, 0x8F, twoMore);
    }

    private static void lead(Lexeme.Builder builder, int body, int lead, int first, int last, int to) {
        int narrow = builder.position();
        builder.edge(body, lead, lead, narrow).edge(narrow, first, last, to);
    }
}
