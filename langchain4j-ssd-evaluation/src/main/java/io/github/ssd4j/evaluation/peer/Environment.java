package io.github.ssd4j.evaluation.peer;

import io.github.ssd4j.internal.Ensure;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that stand in variables of the environment, as keys should: command lines can be seen by others. */
final class Environment {

    private static final Pattern REFERENCE = Pattern.compile("(?s)\\$\\{env:([^}]*)}(.*)");

    private Environment() {}

    /**
     * The text with the value of the variable in the place of a <code>${env:NAME}</code> that it begins with.
     *
     * @param variables null for what is not set
     */
    static String resolve(String property, String text, UnaryOperator<String> variables) {
        Matcher matcher = REFERENCE.matcher(text);
        if (!matcher.matches()) {
            return text;
        }
        String value = variables.apply(matcher.group(1));
        Ensure.that(
                value != null,
                "property '%s' is %s, but there is no environment variable %s",
                property,
                text,
                matcher.group(1));
        return value + matcher.group(2);
    }
}
