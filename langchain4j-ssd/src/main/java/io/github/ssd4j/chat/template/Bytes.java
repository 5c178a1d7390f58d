package io.github.ssd4j.chat.template;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code text.encode()} returns, as far as it can be written, measured and read again.
 *
 * @param octets one character each
 */
record Bytes(String octets) {

    private static final Map<String, Charset> CHARSETS = Map.of(
            "utf8", StandardCharsets.UTF_8, "ascii", StandardCharsets.US_ASCII, "latin1", StandardCharsets.ISO_8859_1);

    static Object encoded(String text, Arguments arguments, Budget budget) {
        Object[] bound = arguments.bind("encode", 0, "encoding", "errors");
        budget.make(3L * text.length());
        try {
            ByteBuffer octets = charset(bound[0]).newEncoder().encode(CharBuffer.wrap(text));
            return new Bytes(StandardCharsets.ISO_8859_1.decode(octets).toString());
        } catch (CharacterCodingException e) {
            throw TemplateException.fault("the string cannot be encoded");
        }
    }

    private static Charset charset(Object name) {
        String key = name == None.MISSING
                ? "utf8"
                : StringMethods.string(name, "encode").toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
        Charset charset = CHARSETS.get(key);
        if (charset == null) {
            throw TemplateException.fault("the encoding '%s' is not known", Marks.plain(name.toString()));
        }
        return charset;
    }

    private byte[] raw() {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    Object attribute(String name) {
        return switch (name) {
            case "decode" -> (Callee) (run, arguments) -> decoded(arguments, run.budget);
            case "hex" ->
                (Callee) (run, arguments) -> {
                    arguments.bind(name, 0);
                    run.budget.make(2L * octets.length());
                    return HexFormat.of().formatHex(raw());
                };
            default -> None.MISSING;
        };
    }

    private String decoded(Arguments arguments, Budget budget) {
        Object[] bound = arguments.bind("decode", 0, "encoding", "errors");
        budget.make(octets.length());
        try {
            return charset(bound[0]).newDecoder().decode(ByteBuffer.wrap(raw())).toString();
        } catch (CharacterCodingException e) {
            throw TemplateException.fault("the bytes cannot be decoded");
        }
    }

    Iterator<Object> iterator() {
        return octets.chars().<Object>mapToObj(octet -> (long) octet).iterator();
    }

    List<Object> list() {
        return octets.chars().<Object>mapToObj(octet -> (long) octet).toList();
    }

    /** {@code repr}: {@code b'caf\xc3\xa9'}. */
    @Override
    public String toString() {
        char quote = octets.indexOf('\'') >= 0 && octets.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder("b").append(quote);
        octets.chars().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c == quote || c == '\\') {
                        out.append('\\').append((char) c);
                    } else if (c < ' ' || c > '~') {
                        out.append("\\x%02x".formatted(c));
                    } else {
                        out.append((char) c);
                    }
                }
            }
        });
        return out.append(quote).toString();
    }
}
