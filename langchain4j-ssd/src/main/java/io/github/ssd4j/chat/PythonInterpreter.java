package io.github.ssd4j.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.el.JinjavaELContext;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import jinjava.javax.el.ELException;
import jinjava.javax.el.ExpressionFactory;
import org.jspecify.annotations.Nullable;

/**
 * One rendering, within its {@link TemplateBudget}. Evaluates expressions without jinjava's habit of turning an error into an
 * empty text.
 */
final class PythonInterpreter extends JinjavaInterpreter {

    private final ExpressionFactory expressions;
    private final JinjavaELContext values;
    private final TemplateBudget budget = new TemplateBudget();

    PythonInterpreter(Jinjava dialect, Context context, JinjavaConfig config) {
        super(dialect, context, config);
        expressions = dialect.getExpressionFactory();
        values = new JinjavaELContext(this, new JinjavaInterpreterResolver(this));
        dialect.getGlobalContext()
                .getAllFunctions()
                .forEach(function ->
                        values.setFunction(function.getNamespace(), function.getLocalName(), function.getMethod()));
    }

    TemplateBudget budget() {
        return budget;
    }

    @Override
    public @Nullable Object resolveELExpression(String expression, int lineNumber) {
        budget.spend(TemplateBudget.STEP + expression.length());
        try {
            return expressions
                    .createValueExpression(values, "#{" + expression + "}", Object.class)
                    .getValue(values);
        } catch (ELException e) {
            throw ChatTemplate.asOwn(e, expression);
        }
    }

    @Override
    public String getAsString(@Nullable Object value) {
        String text = PythonValues.str(value);
        budget.write(text.length());
        return text;
    }
}
