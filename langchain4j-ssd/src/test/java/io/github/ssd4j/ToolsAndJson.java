package io.github.ssd4j;

import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tells the tests of LangChain4j's suites for chat models that need tools or JSON from the others, by their names: a
 * model of 135M parameters answers questions, but it does not decide well which tool to call.
 */
final class ToolsAndJson {

    private static final Pattern NAMES = Pattern.compile("tool|json", Pattern.CASE_INSENSITIVE);

    private ToolsAndJson() {}

    /** Leaves them out. */
    static final class Without implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return isNeededBy(context)
                    ? ConditionEvaluationResult.disabled("run by the Maven profile conformance-smollm2")
                    : ConditionEvaluationResult.enabled("needs neither tools nor JSON");
        }
    }

    /** Leaves out the others. */
    static final class Only implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getTestMethod().isEmpty() || isNeededBy(context)
                    ? ConditionEvaluationResult.enabled("needs tools or JSON")
                    : ConditionEvaluationResult.disabled("run by every build with a real model");
        }
    }

    private static boolean isNeededBy(ExtensionContext context) {
        return context.getTestMethod()
                .filter(method -> NAMES.matcher(method.getName()).find())
                .isPresent();
    }
}
