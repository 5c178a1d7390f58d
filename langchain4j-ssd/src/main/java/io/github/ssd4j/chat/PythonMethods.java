package io.github.ssd4j.chat;

import com.hubspot.jinjava.el.ext.AbstractCallableMethod;
import com.hubspot.jinjava.el.ext.JinjavaBeanELResolver;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.util.ForLoop;
import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * The attributes, items and methods that a template can reach: those of Python's strings, lists and dictionaries.
 *
 * <p>No Java method of a value can be called: a chat template comes with a model file, and whoever wrote it is not
 * trusted. Only jinjava's own filters, tests, macros and the {@code loop} variable are reached by reflection.
 */
final class PythonMethods extends ELResolver {

    /** Filters whose result does not depend on the characters of a text. */
    private static final Set<String> BLIND_FILTERS = Set.of(
            "length", "count", "list", "first", "last", "reverse", "default", "d", "safe", "string", "items", "tojson");

    private final ELResolver beans = new JinjavaBeanELResolver(true);

    @Override
    public @Nullable Object getValue(ELContext context, @Nullable Object base, Object property) {
        if (isOurs(base)) {
            return beans.getValue(context, base, property);
        }
        context.setPropertyResolved(true);
        if (PythonValues.isContainer(property)) {
            return null;
        }
        if (base instanceof Map<?, ?> map) {
            return Marks.get(map, property);
        }
        Integer index = index(property);
        if (index == null) {
            return null;
        }
        if (base instanceof List<?> list) {
            int i = index < 0 ? index + list.size() : index;
            return i >= 0 && i < list.size() ? list.get(i) : null;
        }
        if (base instanceof String text) {
            int i = index < 0 ? index + text.length() : index;
            return i >= 0 && i < text.length() ? text.substring(i, i + 1) : null;
        }
        return null;
    }

    @Override
    public @Nullable Object invoke(
            ELContext context,
            Object base,
            Object method,
            Class<?> @Nullable [] types,
            @Nullable Object @Nullable [] params) {
        if (isOurs(base)) {
            return ofJinjava(context, base, method, types, params);
        }
        context.setPropertyResolved(true);
        List<@Nullable Object> arguments = params == null ? List.of() : Arrays.asList(params);
        if (method.equals(PythonSyntax.SLICE)) {
            return slice(base, arguments);
        }
        if (base instanceof String text) {
            return Marks.unseen(all -> ofString((String) all[0], method.toString(), listOf(all[1])), text, arguments);
        }
        if (base instanceof Map<?, ?> map) {
            return ofDictionary(map, method.toString(), arguments);
        }
        throw unknown(base, method);
    }

    /** Filters and tests of jinjava look at texts as they like; only those that look at none are called as they are. */
    private @Nullable Object ofJinjava(
            ELContext context,
            Object base,
            Object method,
            Class<?> @Nullable [] types,
            @Nullable Object @Nullable [] params) {
        boolean looksAtTexts =
                base instanceof ExpTest || (base instanceof Filter filter && !BLIND_FILTERS.contains(filter.getName()));
        return looksAtTexts && params != null
                ? Marks.unseen(all -> beans.invoke(context, base, method, types, all), params)
                : beans.invoke(context, base, method, types, params);
    }

    @SuppressWarnings("unchecked")
    private static List<@Nullable Object> listOf(@Nullable Object arguments) {
        return (List<@Nullable Object>) Objects.requireNonNull(arguments);
    }

    private static boolean isOurs(@Nullable Object base) {
        return base instanceof Filter
                || base instanceof ExpTest
                || base instanceof AbstractCallableMethod
                || base instanceof ForLoop;
    }

    private static @Nullable Object ofString(String text, String method, List<@Nullable Object> arguments) {
        TemplateBudget.current().text(text.length());
        return switch (method) {
            case "strip" -> strip(text, characters(arguments), true, true);
            case "lstrip" -> strip(text, characters(arguments), true, false);
            case "rstrip" -> strip(text, characters(arguments), false, true);
            case "split" -> split(text, arguments);
            case "startswith" -> text.startsWith(string(method, arguments, 0));
            case "endswith" -> text.endsWith(string(method, arguments, 0));
            case "replace" -> replace(text, string(method, arguments, 0), string(method, arguments, 1));
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "capitalize" -> capitalized(text);
            case "find" -> (long) text.indexOf(string(method, arguments, 0));
            case "count" -> count(text, string(method, arguments, 0));
            case "join" -> join(text, arguments);
            default -> throw unknown(text, method);
        };
    }

    private static @Nullable Object ofDictionary(Map<?, ?> map, String method, List<@Nullable Object> arguments) {
        return switch (method) {
            case "items" -> items(map);
            case "keys" -> new ArrayList<>(map.keySet());
            case "values" -> new ArrayList<>(map.values());
            case "get" -> {
                Object key = arguments.isEmpty() ? null : arguments.get(0);
                Object value = key == null || PythonValues.isContainer(key) ? null : Marks.get(map, key);
                yield value == null && arguments.size() > 1 ? arguments.get(1) : value;
            }
            default -> throw unknown(map, method);
        };
    }

    /** Pairs as lists of two, which is what a loop over {@code key, value} takes apart. */
    static List<List<@Nullable Object>> items(Map<?, ?> map) {
        TemplateBudget.current().spend((long) TemplateBudget.OBJECT * map.size());
        List<List<@Nullable Object>> items = new ArrayList<>();
        map.forEach((key, value) -> items.add(Collections.unmodifiableList(Arrays.asList(key, value))));
        return items;
    }

    /** {@code str.strip}: white space, or any of the given characters. */
    static String strip(String text, @Nullable String characters, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && isStripped(text.charAt(from), characters)) {
            from++;
        }
        while (right && to > from && isStripped(text.charAt(to - 1), characters)) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isStripped(char character, @Nullable String characters) {
        return characters == null
                ? Character.isWhitespace(character) || Character.isSpaceChar(character)
                : characters.indexOf(character) >= 0;
    }

    private static @Nullable String characters(List<@Nullable Object> arguments) {
        return arguments.isEmpty() || arguments.get(0) == null ? null : PythonValues.str(arguments.get(0));
    }

    private static List<String> split(String text, List<@Nullable Object> arguments) {
        TemplateBudget budget = TemplateBudget.current();
        if (characters(arguments) == null) {
            budget.spend((long) TemplateBudget.OBJECT * text.length() / 2);
            String stripped = strip(text, null, true, true);
            return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
        }
        String separator = string("split", arguments, 0);
        if (separator.isEmpty()) {
            throw ChatTemplateException.fault("split expects a separator, but is given an empty string", null);
        }
        Integer most = arguments.size() > 1 ? index(arguments.get(1)) : null;
        List<String> parts = new ArrayList<>();
        int from = 0;
        int at = text.indexOf(separator);
        while (at >= 0 && (most == null || most < 0 || parts.size() < most)) {
            budget.spend(TemplateBudget.OBJECT);
            parts.add(text.substring(from, at));
            from = at + separator.length();
            at = text.indexOf(separator, from);
        }
        parts.add(text.substring(from));
        return parts;
    }

    /** {@code str.replace}; the length of what comes out is known before it is made. */
    static String replace(String text, String old, String by) {
        if (by.length() > old.length()) {
            TemplateBudget.current().spend(text.length());
            long matches = old.isEmpty() ? text.length() + 1L : count(text, old);
            TemplateBudget.current().text(text.length() + matches * (by.length() - old.length()));
        }
        return text.replace(old, by);
    }

    private static long count(String text, String part) {
        if (part.isEmpty()) {
            return text.length() + 1L;
        }
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static String capitalized(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String join(String separator, List<@Nullable Object> arguments) {
        if (arguments.isEmpty() || !(arguments.get(0) instanceof List<?> list)) {
            throw ChatTemplateException.fault("join expects a list", null);
        }
        return join(separator, list);
    }

    /** The texts of the elements with the separator in between. */
    static String join(String separator, Iterable<?> elements) {
        TemplateBudget budget = TemplateBudget.current();
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Object element : elements) {
            String text = PythonValues.str(element);
            budget.append(out, TemplateBudget.ELEMENT + text.length() + (long) separator.length());
            out.append(first ? "" : separator).append(text);
            first = false;
        }
        return out.toString();
    }

    private static String string(String method, List<@Nullable Object> arguments, int i) {
        if (i >= arguments.size() || !(arguments.get(i) instanceof CharSequence text)) {
            Object found = i < arguments.size() ? arguments.get(i) : null;
            throw ChatTemplateException.fault(
                    "%s expects a string, but is given %s".formatted(method, PythonValues.typeName(found)), null);
        }
        return text.toString();
    }

    /** {@code base[from:to:step]} of a string or a list, each bound counted from the end when negative. */
    private static Object slice(Object base, List<@Nullable Object> bounds) {
        if (!(base instanceof List) && !(base instanceof String)) {
            throw ChatTemplateException.fault("cannot slice %s".formatted(PythonValues.typeName(base)), null);
        }
        int size = base instanceof List<?> list ? list.size() : ((String) base).length();
        Integer stepOrNull = bounds.size() > 2 ? index(bounds.get(2)) : null;
        int step = stepOrNull == null ? 1 : stepOrNull;
        if (step == 0) {
            throw ChatTemplateException.fault("the step of a slice cannot be zero", null);
        }
        int first = step > 0 ? 0 : -1;
        int last = step > 0 ? size : size - 1;
        int from = clamp(bounds.get(0), step > 0 ? first : last, size, first, last);
        int to = clamp(bounds.get(1), step > 0 ? last : first, size, first, last);
        TemplateBudget.current().spend((long) TemplateBudget.ELEMENT * Math.abs((to - from) / step));
        List<@Nullable Object> elements = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        // a long, which the largest step cannot overflow
        for (long at = from; step > 0 ? at < to : at > to; at += step) {
            int i = (int) at;
            if (base instanceof List<?> list) {
                elements.add(list.get(i));
            } else {
                text.append(((String) base).charAt(i));
            }
        }
        return base instanceof List ? elements : text.toString();
    }

    private static int clamp(@Nullable Object bound, int otherwise, int size, int least, int most) {
        Integer index = index(bound);
        if (index == null) {
            return otherwise;
        }
        return Math.max(least, Math.min(most, index < 0 ? index + size : index));
    }

    private static @Nullable Integer index(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.intValue();
        }
        return value instanceof String text && text.matches("-?\\d{1,9}") ? Integer.valueOf(text) : null;
    }

    private static ChatTemplateException unknown(Object base, Object method) {
        return ChatTemplateException.fault("%s has no method %s".formatted(PythonValues.typeName(base), method), null);
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, @Nullable Object value) {
        throw ChatTemplateException.fault("a template cannot change %s".formatted(PythonValues.typeName(base)), null);
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return Object.class;
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return true;
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return Object.class;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return Collections.emptyIterator();
    }
}
