package io.github.ssd4j.chat.template;

/** A text that is safe in HTML: what is joined to it is escaped. */
record Markup(String text) {

    static Markup escaped(Object value, Budget budget) {
        return value instanceof Markup markup ? markup : new Markup(escape(Values.str(value, budget), budget));
    }

    private static String escape(String text, Budget budget) {
        budget.make(text.length());
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\'' -> out.append("&#39;");
                case '"' -> out.append("&#34;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
