package io.github.ssd4j.chat.template;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tags and entities of HTML, for the filters that take them away. */
final class Html {

    private static final Pattern ENTITY = Pattern.compile("&(#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-zA-Z]{2,8});");

    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", "\u00A0"),
            Map.entry("copy", "\u00A9"),
            Map.entry("reg", "\u00AE"),
            Map.entry("laquo", "\u00AB"),
            Map.entry("raquo", "\u00BB"),
            Map.entry("hellip", "\u2026"),
            Map.entry("ndash", "\u2013"),
            Map.entry("mdash", "\u2014"),
            Map.entry("lsquo", "\u2018"),
            Map.entry("rsquo", "\u2019"),
            Map.entry("ldquo", "\u201C"),
            Map.entry("rdquo", "\u201D"),
            Map.entry("euro", "\u20AC"));

    private Html() {}

    static String withoutTags(String html) {
        StringBuilder text = new StringBuilder();
        int position = 0;
        for (int start = html.indexOf('<'); start >= 0; start = html.indexOf('<', position)) {
            boolean comment = html.startsWith("<!--", start);
            int end = comment ? html.indexOf("-->", start + 4) : html.indexOf('>', start);
            if (end < 0) {
                break;
            }
            text.append(html, position, start);
            position = end + (comment ? 3 : 1);
        }
        text.append(html, position, html.length());
        return unescaped(String.join(" ", StringSplits.words(text.toString(), -1)));
    }

    static String unescaped(String html) {
        return ENTITY.matcher(html)
                .replaceAll(found -> Matcher.quoteReplacement(entity(found.group(), found.group(1))));
    }

    private static String entity(String all, String name) {
        if (name.charAt(0) != '#') {
            return NAMED.getOrDefault(name, all);
        }
        boolean hexadecimal = Character.toLowerCase(name.charAt(1)) == 'x';
        int code = hexadecimal
                ? Integer.parseInt(name, 2, name.length(), 16)
                : Integer.parseInt(name, 1, name.length(), 10);
        return Character.isValidCodePoint(code) && (code < 0xD800 || code > 0xDFFF)
                ? Character.toString(code)
                : "\uFFFD";
    }
}
