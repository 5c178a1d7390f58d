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
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
 *   <li>tags and filters that read other files or run other templates are off.
 * </ul>
 */
final class PythonDialect extends Jinjava {

    private static final Set<String> DISABLED_TAGS = Set.of("include", "import", "from", "extends");
    private static final Set<String> DISABLED_FILTERS = Set.of("render", "fromyaml", "toyaml", "log");

    private static final int CACHED_EXPRESSIONS = 1000;

    private final ExpressionFactory expressions =
            new ExpressionFactoryImpl(new TreeStore(new PythonSyntax(), new Cache(CACHED_EXPRESSIONS)), new Truth());

    PythonDialect() {
        super(config());
        registerTag(new PythonTags.If());
        registerTag(new PythonTags.For());
        registerFunction(new ELFunctionDefinition("", "raise_exception", PythonDialect.class, "raise", Object.class));
        registerFunction(new ELFunctionDefinition("", "strftime_now", PythonDialect.class, "now", String.class));
        filter("tojson", (value, arguments, named) -> {
            Object indent = arguments.isEmpty() ? named.get("indent") : arguments.get(0);
            return indent instanceof Number number
                    ? PythonJson.write(value, number.intValue())
                    : PythonJson.write(value);
        });
        filter("string", (value, arguments, named) -> PythonValues.str(value));
        filter(
                "items",
                (value, arguments, named) -> value instanceof Map<?, ?> map ? PythonMethods.items(map) : List.of());
        filter("trim", (value, arguments, named) -> {
            String characters = arguments.isEmpty() ? null : PythonValues.str(arguments.get(0));
            return PythonMethods.strip(PythonValues.str(value), characters, true, true);
        });
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
                .withDisabled(Map.of(
                        Context.Library.TAG, DISABLED_TAGS,
                        Context.Library.FILTER, DISABLED_FILTERS))
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
        return Strftime.format(LocalDateTime.now(ZoneId.systemDefault()), format, Locale.ENGLISH);
    }

    private static boolean isIterable(@Nullable Object value) {
        return value instanceof CharSequence || value instanceof Collection || value instanceof Map;
    }

    private void filter(String name, FilterBody body) {
        registerFilter(new Filter() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public Object filter(@Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
                return body.apply(value, List.of((Object[]) arguments), Map.of());
            }

            @Override
            public Object filter(
                    @Nullable Object value,
                    JinjavaInterpreter interpreter,
                    Object[] arguments,
                    Map<String, Object> named) {
                return body.apply(value, List.of(arguments), named);
            }
        });
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

    private interface FilterBody {
        Object apply(@Nullable Object value, List<Object> arguments, Map<String, Object> named);
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
