package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.List;

/**
 * The function {@code lipsum}: filler text of the shape that Jinja's has. Jinja draws words and lengths by chance; here they
 * are the same each time, since a prompt has no use for chance.
 */
final class Lipsum {

    private static final String[] WORDS =
            ("lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor"
                            + " incididunt ut labore et dolore magna aliqua")
                    .split(" ");

    private static final int COMMA = 6; // words from one comma to the next
    private static final int SENTENCE = 13;

    private Lipsum() {}

    static Object text(Run run, Arguments arguments) {
        Object[] bound = arguments.bind("lipsum", 0, "n", "html", "min", "max");
        long paragraphs = Numbers.index(Filters.or(bound[0], 5L), "the number");
        boolean html = bound[1] == None.MISSING || Values.truth(bound[1]);
        long least = Numbers.index(Filters.or(bound[2], 20L), "the least number of words");
        long limit = Numbers.index(Filters.or(bound[3], 100L), "the limit of words");
        List<String> written = new ArrayList<>();
        for (long i = 0; i < paragraphs; i++) {
            if (least >= limit) {
                throw TemplateException.fault("lipsum needs a limit of words that is above the least number");
            }
            String paragraph = paragraph(run.budget, least + i * WORDS.length % (limit - least));
            written.add(html ? "<p>" + paragraph + "</p>" : paragraph);
        }
        String text = String.join(html ? "\n" : "\n\n", written);
        run.budget.make(text.length());
        return html ? new Markup(text) : text;
    }

    private static String paragraph(Budget budget, long words) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < words; i++) {
            String word = WORDS[i % WORDS.length];
            budget.steps(1);
            budget.make(word.length() + 2);
            boolean first = i % SENTENCE == 0;
            out.append(i == 0 ? "" : first ? ". " : i % COMMA == 0 ? ", " : " ")
                    .append(first ? TextCase.capitalized(word) : word);
        }
        return out.append('.').toString();
    }
}
