package io.github.ssd4j.evaluation.code;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes a program of a model's answer: the function that it wrote, then the test of the problem, then the call of {@code
 * check}, which fails the program when the function is wrong. An answer that is no code gives a program with a syntax
 * error: also a failure.
 */
public final class Programs {

    /** Where a base model that goes on and on has left the function. */
    public static final List<String> STOP_STRINGS =
            List.of("\nclass", "\ndef", "\n#", "\nif", "\nprint", "\n@", "\n```");

    private static final Pattern END_OF_FUNCTION =
            Pattern.compile(STOP_STRINGS.stream().map(Pattern::quote).collect(Collectors.joining("|")));

    private static final Pattern INDENTED = Pattern.compile("\\R*[ \t]");

    private static final Pattern FUTURE_IMPORT = Pattern.compile("(?m)^from __future__ import .*$\\R?");

    private Programs() {}

    /**
     * The program of a raw completion, which goes on where the prompt ends. It is cut where the first line begins, in its
     * first column, with something that cannot belong to the function.
     */
    public static String fromCompletion(CodeProblem problem, String completion) {
        return tested(problem, problem.prompt() + untilEndOfFunction(completion));
    }

    /**
     * The program of a chat answer: of the fenced code blocks the first that defines the function, else the first of all,
     * else the whole answer. When that does not define the function it is taken for its body, and mended where its
     * indentation does not fit.
     *
     * <p>What the prompt has before the function, imports and helpers, comes first: the answer may leave it out.
     */
    public static String fromChat(CodeProblem problem, String answer) {
        Pattern head = headOf(problem.entryPoint());
        List<String> blocks = CodeBlocks.of(answer);
        String code = blocks.stream()
                .filter(block -> head.matcher(block).find())
                .findFirst()
                .orElseGet(() -> blocks.isEmpty() ? answer : blocks.get(0));
        if (!head.matcher(code).find()) {
            // Only where the body is indented does a line that is not end it.
            String body = INDENTED.matcher(code).lookingAt() ? untilEndOfFunction(code) : code;
            return tested(problem, withNewline(problem.prompt()) + Indentation.asBody(body, problem.prompt()));
        }
        Matcher promptHead = head.matcher(problem.prompt());
        String before = promptHead.find() ? problem.prompt().substring(0, promptHead.start()) : "";
        return tested(problem, futureFirst(before + code));
    }

    private static String untilEndOfFunction(String body) {
        Matcher end = END_OF_FUNCTION.matcher(body);
        return end.find() ? body.substring(0, end.start()) : body;
    }

    private static Pattern headOf(String function) {
        return Pattern.compile("(?m)^(async[ \t]+)?def[ \t]+" + Pattern.quote(function) + "[ \t]*\\(");
    }

    private static String tested(CodeProblem problem, String code) {
        return code + "\n\n" + withNewline(problem.test()) + "\ncheck(" + problem.entryPoint() + ")\n";
    }

    /** Python wants imports from {@code __future__} before all others. */
    private static String futureFirst(String code) {
        StringBuilder imports = new StringBuilder();
        Matcher matcher = FUTURE_IMPORT.matcher(code);
        while (matcher.find()) {
            imports.append(matcher.group());
        }
        return imports.isEmpty() ? code : withNewline(imports.toString()) + matcher.replaceAll("");
    }

    private static String withNewline(String text) {
        return text.endsWith("\n") ? text : text + "\n";
    }
}
