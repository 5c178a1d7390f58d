package io.github.ssd4j.chat.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Ensure;
import java.util.Arrays;
import java.util.List;

/**
 * A set of texts that an answer may be, seen as bytes of UTF-8. Grammars are put together from smaller ones:
 *
 * <pre>{@code
 * Grammar call = Grammar.sequence(
 *         Grammar.literal("<tool_call>\n{\"name\": \"get_weather\", \"arguments\": "),
 *         Grammar.json(parameters),
 *         Grammar.literal("}\n</tool_call>"));
 * Grammar answer = Grammar.repeat(call, 1, 3);
 * }</pre>
 *
 * <p>Immutable. Compared by identity: keep a grammar that is used again, its {@link GrammarConstraint} remembers much.
 */
public final class Grammar {

    /** In place of the largest number of repetitions: no bound but the room that an answer has. */
    public static final int UNBOUNDED = Rule.Repeat.UNBOUNDED;

    private final Rule rule;

    private Grammar(Rule rule) {
        this.rule = rule;
    }

    Rule rule() {
        return rule;
    }

    /** Exactly this text; the empty one is allowed. An unpaired surrogate counts as {@code ?}. */
    public static Grammar literal(String text) {
        return new Grammar(Lexeme.literal(Ensure.notNull(text, "text")));
    }

    /** The parts one after the other; without parts the empty text. */
    public static Grammar sequence(Grammar... parts) {
        return sequence(Arrays.asList(parts));
    }

    /** The parts one after the other; without parts the empty text. */
    public static Grammar sequence(List<Grammar> parts) {
        return new Grammar(new Rule.Sequence(parts.stream().map(Grammar::rule).toList()));
    }

    /** One of the options, at least one. */
    public static Grammar choice(Grammar... options) {
        return choice(Arrays.asList(options));
    }

    /** One of the options, at least one. */
    public static Grammar choice(List<Grammar> options) {
        Ensure.that(!options.isEmpty(), "options cannot be empty");
        return new Grammar(Rule.choice(options.stream().map(Grammar::rule).toList()));
    }

    /**
     * The grammar several times in a row, with nothing in between.
     *
     * @param min at least 0
     * @param max at least {@code min}; {@link #UNBOUNDED} for no bound
     */
    public static Grammar repeat(Grammar grammar, int min, int max) {
        Ensure.between(Ensure.notNegative(min, "min"), 0, max, "min");
        return new Grammar(new Rule.Repeat(grammar.rule, min, max));
    }

    /**
     * One JSON value that is valid under the schema, without white space around it. The value is a text of a subset that
     * models write easily:
     *
     * <ul>
     *   <li>properties come in the order of the schema, optional ones may be left out; where a schema declares properties,
     *       no others are written, whatever its {@code additionalProperties}
     *   <li>a space or a line break with indentation stands only after <code>{</code>, {@code [} and {@code ,} and before
     *       a closing bracket, a space only after {@code :}
     *   <li>integers are those of a Java {@code long}; other numbers have at most 21 digits before the point, 25 behind it and,
     *       with one digit before the point, an exponent from -399 to 308 (two digits otherwise): enough for every {@code
     *       double}, and never too large for one
     *   <li>at most 64 arrays and objects stand inside each other, or as many as the schema itself demands
     *   <li>keys and the values of {@code enum} and {@code const} are spelt in one way only
     * </ul>
     *
     * <p>Known are {@code type} (also several), {@code properties}, {@code required}, {@code additionalProperties},
     * {@code items}, {@code minItems}, {@code maxItems}, {@code enum}, {@code const}, {@code anyOf}, {@code $ref} within the
     * schema ({@code $defs}, {@code definitions}), {@code true} and {@code false}, and keywords that demand nothing:
     * annotations such as {@code description}, {@code $comment}, {@code $anchor}, names that begin with {@code x-}, a {@code
     * format} that neither JSON Schema nor OpenAPI defines. A {@code $ref} is looked up from the root of the schema, where
     * that fails in the definitions of the schemas around it.
     *
     * @throws UnsupportedSchemaException if the schema says something else, which would not be obeyed
     * @throws IllegalArgumentException if the schema is malformed or no finite value is valid under it
     */
    public static Grammar json(JsonNode schema) {
        return new Grammar(SchemaRules.of(Ensure.notNull(schema, "schema")));
    }

    /** Any JSON object, written as {@link #json} describes it. */
    public static Grammar jsonObject() {
        return new Grammar(JsonRules.ANY_OBJECT);
    }
}
