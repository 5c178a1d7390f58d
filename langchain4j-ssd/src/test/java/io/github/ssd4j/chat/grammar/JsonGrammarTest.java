package io.github.ssd4j.chat.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.ssd4j.internal.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonGrammarTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1,\"b\":[true,null,\"x\"]}",
                "{\"a\": 1, \"b\": [true, null, \"x\"]}",
                "{ \"a\": 1, \"b\": [ true, null, \"x\" ] }",
                "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null,\n    {\n      \"c\": {}\n    }\n  ]\n}"
            })
    void objects_should_be_written_in_every_usual_style(String text) {
        assertThat(Texts.accepts(Grammar.jsonObject(), text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                " {}",
                "{} ",
                "{  }",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":  1}",
                "{\"a\" :1}",
                "{\"a\":1,}",
                "{\"a\":1,\n\n\"b\":2}",
                "{a:1}",
                "{\"a\":[1 2]}",
                "{\"a\":1}}"
            })
    void anything_else_should_be_no_object(String text) {
        assertThat(Texts.accepts(Grammar.jsonObject(), text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "7",
                "-12",
                "123456789012345",
                "0.5",
                "1.25",
                "1e9",
                "1.5E-07",
                "0e+1",
                "-1.123456789012345e99"
            })
    void numbers_should_be_those_of_json(String text) {
        assertThat(accepts("{'type': 'number'}", text)).isTrue();
        assertThat(accepts("{'type': 'integer'}", text)).isEqualTo(text.matches("-?[0-9]+"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "00", "01", "-01", "+1", ".5", "1.", "1.e3", "1e", "1e+", "0x1", "NaN"})
    void nothing_else_should_be_a_number(String text) {
        assertThat(accepts("{'type': 'number'}", text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                " ",
                "\\\"",
                "\\\\",
                "\\/\\b\\f\\n\\r\\t",
                "\\u00e9",
                "\\uD7FF",
                "\\ue000",
                "\u007f",
                "\u0080",
                "\u07ff",
                "\u0800",
                "\ud7ff",
                "\ue000",
                "\uffff",
                "\ud800\udc00",
                "\udbff\udfff"
            })
    void strings_should_hold_every_character(String inside) {
        assertThat(accepts("{'type': 'string'}", "\"" + inside + "\"")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\\", "\\x", "\n", "\u001f", "\\u12", "\\u123g", "\\ud800", "\\udfff", "\\uDC00"})
    void strings_should_be_escaped(String inside) {
        assertThat(accepts("{'type': 'string'}", "\"" + inside + "\"")).isFalse();
    }

    @Test
    void strings_should_hold_no_malformed_utf8() {
        List<int[]> malformed = List.of(
                new int[] {0x80},
                new int[] {0xC0, 0xAF},
                new int[] {0xC1, 0xBF},
                new int[] {0xC3},
                new int[] {0xE0, 0x9F, 0xBF},
                new int[] {0xED, 0xA0, 0x80},
                new int[] {0xE4, 0xBD},
                new int[] {0xF0, 0x8F, 0xBF, 0xBF},
                new int[] {0xF4, 0x90, 0x80, 0x80},
                new int[] {0xF5, 0x80, 0x80, 0x80},
                new int[] {0xFF});
        Grammar string = grammar("{'type': 'string'}");
        for (int[] bytes : malformed) {
            byte[] text = new byte[bytes.length + 2];
            text[0] = '"';
            for (int i = 0; i < bytes.length; i++) {
                text[i + 1] = (byte) bytes[i];
            }
            text[bytes.length + 1] = '"';
            assertThat(Texts.accepts(string, text)).as("%x ...", bytes[0]).isFalse();
        }
    }

    @Test
    void properties_should_come_in_their_order_and_optional_ones_may_be_missing() {
        Grammar grammar = grammar("""
                {'type': 'object', 'properties': {'a': {'type': 'null'}, 'b': {'type': 'null'}, 'c': {'type': 'null'}},
                 'required': ['b'], 'additionalProperties': true}""");

        assertThat(List.of("a b", "b", "b c", "a b c")).allMatch(names -> Texts.accepts(grammar, nulls(names)));
        assertThat(List.of("", "a", "c", "a c", "b a", "b b", "b d", "c b"))
                .noneMatch(names -> Texts.accepts(grammar, nulls(names)));
    }

    @Test
    void optional_properties_should_all_be_optional() {
        Grammar grammar = grammar("{'properties': {'a': {'type': 'null'}, 'b': {'type': 'null'}}}");

        assertThat(List.of("", "a", "b", "a b")).allMatch(names -> Texts.accepts(grammar, nulls(names)));
        assertThat(List.of("b a", "a a", "c")).noneMatch(names -> Texts.accepts(grammar, nulls(names)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type': 'object', 'additionalProperties': false} | {} | {'a':1}",
                "{'type': 'object'} | {'a':1,'b':{}} | [1]",
                "{'type': 'object', 'additionalProperties': {'type': 'boolean'}} | {'a':true,'b':false} | {'a':1}",
                "{'type': 'object', 'required': ['x']} | {'x':[1]} | {}",
                "{'type': 'array', 'items': {'type': 'null'}} | [null,null] | [1]",
                "{'type': 'array', 'items': {}} | [1,'a'] | {}",
                "{'items': {'type': 'null'}, 'minItems': 2, 'maxItems': 3} | [null,null] | [null]",
                "{'items': {'type': 'null'}, 'minItems': 2, 'maxItems': 3} | [null,null,null] | [null,null,null,null]",
                "{'type': 'array', 'maxItems': 0} | [] | [1]",
                "{'enum': ['x', 'xy', 1, null, {'a': [1]}]} | 'xy' | 'xyz'",
                "{'enum': ['x', 'xy', 1, null, {'a': [1]}]} | {'a':[1]} | 2",
                "{'type': 'integer', 'enum': [1, 'x']} | 1 | 'x'",
                "{'const': 'ä'} | 'ä' | 'a'",
                "{'type': ['string', 'null']} | null | 1",
                "{'type': ['string', 'null']} | 'null' | true",
                "{'type': ['integer', 'number']} | 1.5 | null",
                "{'anyOf': [{'type': 'boolean'}, {'type': 'array', 'items': false}]} | [] | [true]",
                "{} | [{'a':null}] | nul",
                "true | 'a' | {'a'}",
                "{'$ref': '#/definitions/a~1b', 'definitions': {'a/b': {'type': 'null'}}} | null | 1",
                "{'anyOf': [{'$ref': '#'}, {'type': 'null'}]} | null | [null]",
                "{'type': 'array', 'items': {'$ref': '#'}} | [[],[[]]] | [1]",
                "{'properties': {'x': {'$ref': '#/$defs/y', '$defs': {'y': {'type': 'null'}}}}} | {'x':null} | {'x':1}",
            })
    void schema_should_be_obeyed(String schema, String valid, String invalid) {
        assertThat(accepts(schema, valid.replace('\'', '"'))).as(valid).isTrue();
        assertThat(accepts(schema, invalid.replace('\'', '"'))).as(invalid).isFalse();
    }

    @Test
    void recursion_should_end_where_the_schema_lets_it() {
        Grammar grammar = grammar("""
                {'type': 'object', 'properties': {'v': {'type': 'integer'}, 'next': {'$ref': '#/$defs/n'}}, 'required': ['v'],
                 '$defs': {'n': {'anyOf': [{'$ref': '#'}, {'type': 'null'}]}}}""");

        assertThat(Texts.accepts(grammar, "{\"v\":1,\"next\":{\"v\":2,\"next\":{\"v\":3,\"next\":null}}}"))
                .isTrue();
        assertThat(Texts.accepts(grammar, "{\"v\":1,\"next\":{\"next\":null}}")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type': 'string', 'pattern': 'a+', 'minLength': 1, 'title': 'T'} | #/pattern, #/minLength",
                "{'properties': {'a/b': {'type': 'integer', 'minimum': 1}}} | #/properties/a~1b/minimum",
                "{'type': 'array', 'items': {'format': 'date'}, 'uniqueItems': true} | #/uniqueItems, #/items/format",
                "{'anyOf': [{'not': {}}], 'type': 'object'} | #/type, #/anyOf/0/not",
                "{'$ref': '#/$defs/a', 'type': 'object', '$defs': {'a': {'oneOf': []}}} | #/type, #/$defs/a/oneOf",
                "{'enum': [{}], 'properties': {}} | #/properties",
                "{'minLength': 1, 'minProperties': 1, 'format': 'int32'} | #/minLength, #/minProperties, #/format",
                "{'type': 'string', 'xpattern': 'a', 'Title': 't'} | #/xpattern, #/Title",
            })
    void what_is_not_obeyed_should_be_named(String schema, String pointers) {
        assertThatThrownBy(() -> grammar(schema))
                .isInstanceOf(UnsupportedSchemaException.class)
                .hasMessage("the JSON Schema uses keywords that are not supported: " + pointers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | schema # must be an object or a boolean, but is: []",
                "{'type': 'date'} | #/type must be one or several of [object, array, string, integer, number, boolean, null], but is: 'date'",
                "{'items': {'$ref': '#/$defs/x'}} | #/items/$ref leads nowhere: #/$defs/x",
                "{'$ref': 'http://x'} | #/$ref must point into its own schema, but is: 'http://x'",
                "{'type': 'array', 'minItems': -1} | #/minItems must be a whole number, not negative, but is: -1",
                "{'required': ['a'], 'properties': {'a': {'$ref': '#'}}} | the JSON Schema must allow a finite value, but does not: {'required':['a'],'properties':{'a':{'$ref':'#'}}}",
                "{'required': ['a'], 'additionalProperties': false} | the JSON Schema must allow a finite value, but does not: {'required':['a'],'additionalProperties':false}",
                "{'minItems': 2, 'maxItems': 1} | the JSON Schema must allow a finite value, but does not: {'minItems':2,'maxItems':1}",
                "{'enum': []} | the JSON Schema must allow a finite value, but does not: {'enum':[]}",
            })
    void what_makes_no_sense_should_be_refused(String schema, String message) {
        assertThatThrownBy(() -> grammar(schema))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage(message.replace('\'', '"'));
    }

    /** An object that has these names, all null. */
    private static String nulls(String names) {
        return names.isEmpty() ? "{}" : "{\"" + names.replace(" ", "\": null, \"") + "\": null}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'$anchor': 'a'",
                "'$dynamicAnchor': 'a'",
                "'$comment': 'c', '$schema': 's', '$id': 'i', 'id': 'i', '$vocabulary': {}",
                "'x-order': 1, 'x-demand': {'minimum': 5}",
                "'title': 't', 'description': 'd', 'default': 1, 'examples': [1], 'example': 1, 'deprecated': true",
                "'readOnly': true, 'writeOnly': false, 'externalDocs': {}, 'xml': {}, 'markdownDescription': 'm'",
                "'contentEncoding': 'base64', 'contentMediaType': 'text/plain', 'contentSchema': {'type': 'array'}",
                "'nullable': true, 'format': 'int64'",
                "'format': 'phone', '$defs': {'unused': {'pattern': 'a+', 'not': {}}}, 'definitions': {'unused': {'oneOf': []}}",
                "'minLength': 0, 'minProperties': 0, 'uniqueItems': false"
            })
    void keywords_that_demand_nothing_should_be_accepted(String keywords) {
        List<String> schemas = List.of(
                "{'type': 'integer', %s}",
                "{'enum': [12], %s}",
                "{'anyOf': [{'type': 'integer', %1$s}], %1$s}",
                "{'$ref': '#/$defs/n', %s, '$defs': {'n': {'type': 'integer'}}}");
        for (String schema : schemas) {
            assertThat(accepts(schema.formatted(keywords), "12")).as(schema).isTrue();
            assertThat(accepts(schema.formatted(keywords), "null")).as(schema).isFalse();
        }
    }

    private static boolean accepts(String schema, String text) {
        return Texts.accepts(grammar(schema), text);
    }

    /** With {@code '} for the quotation mark. */
    private static Grammar grammar(String schema) {
        try {
            return Grammar.json(Json.mapper().readTree(schema.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
