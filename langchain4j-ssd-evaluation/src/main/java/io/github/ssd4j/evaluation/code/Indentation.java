package io.github.ssd4j.evaluation.code;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The white space that Python's lines begin with. Tabs are taken for four columns, as most editors show them. */
final class Indentation {

    private static final int STEP = 4;

    private Indentation() {}

    /** The lines without the indentation that all of them share; lines of white space alone do not count. */
    static String removed(List<String> lines) {
        int common = common(lines);
        // Nothing to move: then even its tabs stay as they are.
        return common == 0 ? String.join("\n", lines) + "\n" : shifted(lines, -common);
    }

    /**
     * Code that is the body of the function at the end of the prompt, indented as the prompt indents it.
     *
     * <p>Models often leave out the indentation of the first line only, since the prompt ends where it would stand.
     */
    static String asBody(String code, String prompt) {
        int depth = Math.max(lastOf(prompt), 1);
        List<String> lines =
                new ArrayList<>(code.lines().dropWhile(String::isBlank).toList());
        if (lines.size() > 1) {
            lines.set(0, " ".repeat(lostInFirst(lines, depth)) + lines.get(0));
        }
        return shifted(lines, depth - common(lines));
    }

    private static int lostInFirst(List<String> lines, int depth) {
        List<String> others = lines.subList(1, lines.size());
        int rest = common(others);
        if (width(lines.get(0)) > 0 || rest == 0) {
            return 0;
        }
        if (!opensBlock(lines.get(0))) {
            return rest;
        }
        // "for ...:" and then deeper lines is right as it stands, unless a later line comes back to a depth above 0.
        int next = others.stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(Indentation::width)
                .orElse(0);
        if (next > rest) {
            return rest;
        }
        return rest >= 2 * depth ? depth : 0;
    }

    private static boolean opensBlock(String line) {
        return line.stripTrailing().endsWith(":");
    }

    private static int lastOf(String prompt) {
        List<String> lines = prompt.lines().filter(line -> !line.isBlank()).toList();
        int last = lines.isEmpty() ? 0 : width(lines.get(lines.size() - 1));
        return last > 0 ? last : STEP;
    }

    private static int common(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(Indentation::width)
                .min()
                .orElse(0);
    }

    private static int width(String line) {
        int width = 0;
        for (int i = 0; i < line.length() && Character.isWhitespace(line.charAt(i)); i++) {
            width += line.charAt(i) == '\t' ? STEP : 1;
        }
        return width;
    }

    private static String shifted(List<String> lines, int columns) {
        return lines.stream()
                .map(line -> line.isBlank() ? "" : " ".repeat(width(line) + columns) + line.stripLeading())
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
