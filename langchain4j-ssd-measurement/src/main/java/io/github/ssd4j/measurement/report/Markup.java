package io.github.ssd4j.measurement.report;

import java.util.regex.Pattern;

/** Text that comes from a model or a file made harmless for where it is written to. */
public final class Markup {

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");

    /** Underscores within a word mean nothing in Markdown, and names are full of them. */
    private static final Pattern MARKDOWN = Pattern.compile("[\\\\`*|<\\[]|(?<!\\w)_|_(?!\\w)");

    private Markup() {}

    /** The text in one line: line breaks and control characters, which a terminal might obey, become a blank. */
    public static String line(String text) {
        return CONTROLS.matcher(text).replaceAll(" ");
    }

    /** One line of Markdown that shows the text as it is, also within a table. */
    public static String markdown(String text) {
        return MARKDOWN.matcher(line(text)).replaceAll("\\\\$0");
    }

    /** Content of an HTML or XML element, or of an attribute in quotes. */
    public static String html(String text) {
        return line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
