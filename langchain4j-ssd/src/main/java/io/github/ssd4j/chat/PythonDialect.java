package io.github.ssd4j.chat;

import com.google.errorprone.annotations.DoNotCall;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.TruthyTypeConverter;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.JinjavaInterpreterFactory;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import jinjava.de.odysseus.el.ExpressionFactoryImpl;
import jinjava.de.odysseus.el.tree.TreeStore;
import jinjava.de.odysseus.el.tree.impl.Cache;
import jinjava.javax.el.ExpressionFactory;
import org.jspecify.annotations.Nullable;

/**
 * jinjava made to speak the Jinja of chat templates, which Hugging Face {@code transformers} defines. Everything that it
 * lacks or does otherwise is added here and in the {@code Python*} classes that this one registers:
 *
 * <ul>
 *   <li>errors end the rendering, where jinjava goes on and leaves a hole in the prompt;
 *   <li>truth, equality, sums and texts of values are Python's ({@link PythonValues}), the grammar is Jinja's ({@link
 *       PythonSyntax}), so are the methods of values ({@link PythonMethods}), {@code if} and {@code for} ({@link
 *       PythonTags});
 *   <li>{@code tojson} writes what Python's {@code json.dumps} writes ({@link PythonJson});
 *   <li>{@code raise_exception} and {@code strftime_now} exist;
 *   <li>of jinjava's tags, filters, tests and functions only those exist that Jinja has and that a rendering's {@link
 *       TemplateBudget} can pay for ({@link PythonLibrary}): none that reads other files or runs other templates.
 * </ul>
 */
final class PythonDialect extends Jinjava {

    private static final int CACHED_EXPRESSIONS = 1000;

    private final ExpressionFactory expressions =
            new ExpressionFactoryImpl(new TreeStore(new PythonSyntax(), new Cache(CACHED_EXPRESSIONS)), new Truth());

    PythonDialect() {
        super(config());
        registerTag(new PythonTags.If());
        registerTag(new PythonTags.For());
        registerFunction(new ELFunctionDefinition("", "raise_exception", PythonDialect.class, "raise", Object.class));
        registerFunction(new ELFunctionDefinition("", "strftime_now", PythonDialect.class, "now", String.class));
        registerFunction(new ELFunctionDefinition("", "range", PythonDialect.class, "range", Object[].class));
        PythonLibrary.filters().forEach(this::registerFilter);
        PythonLibrary.tests().forEach(this::registerExpTest);
        test("iterable", PythonDialect::isIterable);
        test("sequence", PythonDialect::isIterable);
    }

    private static JinjavaConfig config() {
        return JinjavaConfig.newBuilder()
                .withNestedInterpretationEnabled(false)
                .withKeepTrailingNewline(true)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withUseNaturalOperatorPrecedence(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withAllowAdjacentTextNodes(true)
                        .withHandleBackslashInQuotesOnly(true)
                        .build())
                .withElResolver(new PythonMethods())
                .withInterperterFactory(new JinjavaInterpreterFactory() {
                    @Override
                    public JinjavaInterpreter newInstance(Jinjava dialect, Context context, JinjavaConfig config) {
                        return new PythonInterpreter(dialect, context, config);
                    }
                })
                .withDisabled(PythonLibrary.disabled())
                .withMaxOutputSize(TemplateBudget.MAX_CHARACTERS)
                .build();
    }

    @Override
    public ExpressionFactory getExpressionFactory() {
        return expressions;
    }

    /** What a template calls to refuse a conversation. */
    @DoNotCall("for templates")
    public static Object raise(@Nullable Object message) {
        throw ChatTemplateException.refusal(Marks.plain(PythonValues.str(message)));
    }

    /** What a template calls for today's date, as it is where this machine stands. */
    public static String now(String format) {
        TemplateBudget.current().spend((long) TemplateBudget.STEP * format.length());
        return Strftime.format(LocalDateTime.now(ZoneId.systemDefault()), format, Locale.ENGLISH);
    }

    /** {@code range(stop)}, {@code range(start, stop)} or {@code range(start, stop, step)}. */
    public static List<Long> range(Object... bounds) {
        if (bounds.length == 0 || bounds.length > 3 || !Arrays.stream(bounds).allMatch(Number.class::isInstance)) {
            throw ChatTemplateException.fault("range expects one to three numbers", null);
        }
        List<Long> numbers = Arrays.stream(bounds)
                .map(bound -> (long) ((Number) bound).intValue())
                .toList();
        long start = numbers.size() == 1 ? 0 : numbers.get(0);
        long stop = numbers.size() == 1 ? numbers.get(0) : numbers.get(1);
        long step = numbers.size() == 3 ? numbers.get(2) : 1;
        if (step == 0) {
            throw ChatTemplateException.fault("the step of a range cannot be zero", null);
        }
        List<Long> range = new ArrayList<>();
        TemplateBudget budget = TemplateBudget.current();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            budget.step();
            range.add(i);
        }
        return range;
    }

    private static boolean isIterable(@Nullable Object value) {
        return value instanceof CharSequence || value instanceof Collection || value instanceof Map;
    }

    private void test(String name, Predicate<@Nullable Object> body) {
        registerExpTest(new ExpTest() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public boolean evaluate(@Nullable Object value, JinjavaInterpreter interpreter, Object... arguments) {
                return body.test(value);
            }
        });
    }

    /** Makes {@code and}, {@code or}, {@code not} and the inline {@code if} use Python's idea of truth. */
    private static final class Truth extends TruthyTypeConverter {

        private static final long serialVersionUID = 1L;

        @Override
        protected Boolean coerceToBoolean(@Nullable Object value) {
            return PythonValues.truth(value);
        }
    }
}
