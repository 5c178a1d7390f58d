package io.github.ssd4j.chat.grammar;

import java.util.List;

/** The rules of JSON, and how objects and arrays are made of rules for their parts. */
final class JsonRules {

    /** A property of an object: its name and what its value may be. */
    record Property(String name, Rule value, boolean required) {}

    /** Any JSON value. */
    static final Rule ANY = any();

    static final Rule ANY_OBJECT = map(ANY);

    private JsonRules() {}

    private static Rule any() {
        Rule.Reference any = new Rule.Reference();
        any.bind(Rule.choice(List.of(
                map(any),
                array(any, 0, Rule.Repeat.UNBOUNDED),
                JsonLexemes.STRING,
                JsonLexemes.NUMBER,
                Lexeme.words(List.of("true", "false", "null")))));
        return any;
    }

    /** An array of so many items. */
    static Rule array(Rule item, int min, int max) {
        if (max < min) {
            return Rule.never();
        }
        Rule empty = min == 0 ? Lexeme.literal("]") : Rule.never();
        Rule full = max == 0 ? Rule.never() : Rule.sequence(list(item, min, max), JsonLexemes.CLOSE_ARRAY);
        return nested(JsonLexemes.OPEN_ARRAY, empty, full);
    }

    /** An object with any keys, each with such a value. */
    static Rule map(Rule value) {
        Rule member = Rule.sequence(JsonLexemes.STRING, JsonLexemes.COLON, value);
        Rule full = Rule.sequence(list(member, 1, Rule.Repeat.UNBOUNDED), JsonLexemes.CLOSE_OBJECT);
        return nested(JsonLexemes.OPEN_OBJECT, Lexeme.literal("}"), full);
    }

    /** {@code max} is at least 1. */
    private static Rule list(Rule item, int min, int max) {
        int more = max == Rule.Repeat.UNBOUNDED ? max : max - 1;
        Rule next = Rule.sequence(JsonLexemes.COMMA, item);
        return Rule.sequence(item, new Rule.Repeat(next, Math.max(0, min - 1), more));
    }

    /** An object with these properties in this order and no others. */
    static Rule object(List<Property> properties) {
        // from the last property to the first: what may come from it on, without and behind a value before it
        Rule next = Rule.never();
        Rule rest = JsonLexemes.CLOSE_OBJECT;
        boolean optional = true;
        for (int i = properties.size() - 1; i >= 0; i--) {
            Property property = properties.get(i);
            Rule member = Rule.sequence(
                    Lexeme.literal(JsonLexemes.quoted(property.name())), JsonLexemes.COLON, property.value(), rest);
            next = property.required() ? member : Rule.choice(List.of(member, next));
            optional &= !property.required();
            Rule more = Rule.sequence(JsonLexemes.COMMA, next);
            rest = optional ? Rule.choice(List.of(more, JsonLexemes.CLOSE_OBJECT)) : more;
        }
        Rule empty = optional ? Lexeme.literal("}") : Rule.never();
        return nested(JsonLexemes.OPEN_OBJECT, empty, next);
    }

    private static Rule nested(Rule open, Rule empty, Rule full) {
        return new Rule.Nested(Rule.sequence(open, Rule.choice(List.of(empty, full))));
    }
}
