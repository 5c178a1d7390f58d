package io.github.ssd4j.evaluation.peer;

import io.github.ssd4j.internal.Ensure;
import java.io.File;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a text stands for, by the type that is asked for. */
final class TextValue {

    /** In the order in which they are tried, where a builder takes several: a text is first of all a text. */
    private static final Map<Class<?>, Conversion> CONVERSIONS = conversions();

    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h)");

    private TextValue() {}

    private record Conversion(String words, Function<String, Object> convert) {}

    /** Whether texts can stand for values of a type at all. */
    static boolean canBe(Type type) {
        Class<?> raw = raw(type);
        return raw.isEnum() || CONVERSIONS.containsKey(raw) || (isCollection(raw) && canBe(element(type)));
    }

    /** Where a type stands in the order in which types are tried. */
    static int rank(Type type) {
        int rank = List.copyOf(CONVERSIONS.keySet()).indexOf(raw(type));
        return rank < 0 ? CONVERSIONS.size() : rank;
    }

    /** What a text must be, as {@code a whole number}. */
    static String words(Type type) {
        Class<?> raw = raw(type);
        if (raw.isEnum()) {
            return "one of "
                    + Arrays.stream(raw.getEnumConstants())
                            .map(constant -> ((Enum<?>) constant).name())
                            .collect(Collectors.joining(", "));
        }
        Conversion conversion = CONVERSIONS.get(raw);
        return conversion == null ? "a list with commas, each " + words(element(type)) : conversion.words();
    }

    /**
     * The value.
     *
     * @throws IllegalArgumentException if the text does not stand for such a value
     */
    static Object of(String text, Type type) {
        Class<?> raw = raw(type);
        if (isCollection(raw)) {
            List<Object> values = Pattern.compile(",")
                    .splitAsStream(text)
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .map(part -> of(part, element(type)))
                    .toList();
            return raw == Set.class ? new LinkedHashSet<>(values) : values;
        }
        Conversion conversion = CONVERSIONS.get(raw);
        return conversion == null
                ? constant(raw, text)
                : conversion.convert().apply(raw == String.class ? text : text.strip());
    }

    private static Map<Class<?>, Conversion> conversions() {
        Map<Class<?>, Conversion> map = new LinkedHashMap<>();
        map.put(String.class, new Conversion("a text", text -> text));
        map.put(CharSequence.class, new Conversion("a text", text -> text));
        add(map, int.class, Integer.class, new Conversion("a whole number", Integer::valueOf));
        add(map, long.class, Long.class, new Conversion("a whole number", Long::valueOf));
        add(map, double.class, Double.class, new Conversion("a number", Double::valueOf));
        add(map, float.class, Float.class, new Conversion("a number", Float::valueOf));
        add(map, boolean.class, Boolean.class, new Conversion("true or false", TextValue::bool));
        map.put(Duration.class, new Conversion("a duration as 500ms, 30s, 2m, 1h or PT30S", TextValue::duration));
        map.put(URI.class, new Conversion("a URI", URI::create));
        map.put(URL.class, new Conversion("a URL", TextValue::url));
        map.put(Path.class, new Conversion("a path", Path::of));
        map.put(File.class, new Conversion("a path", File::new));
        return map;
    }

    private static void add(Map<Class<?>, Conversion> map, Class<?> primitive, Class<?> boxed, Conversion conversion) {
        map.put(primitive, conversion);
        map.put(boxed, conversion);
    }

    private static Boolean bool(String text) {
        boolean yes = text.equalsIgnoreCase("true");
        Ensure.that(yes || text.equalsIgnoreCase("false"), "%s", text);
        return yes;
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            try {
                return Duration.parse(text);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(text, e);
            }
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private static URL url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** As it is written in Java, or in small letters and with hyphens. */
    private static Object constant(Class<?> type, String text) {
        String name = text.strip().replace('-', '_');
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static boolean isCollection(Class<?> type) {
        return type == List.class || type == Set.class || type == Collection.class || type == Iterable.class;
    }

    private static Class<?> raw(Type type) {
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        // A type variable or an array of one: nothing that a text could stand for.
        return type instanceof Class<?> plain ? plain : Object.class;
    }

    /** Of a collection whose parameter is not known, texts. */
    private static Type element(Type collection) {
        return collection instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : String.class;
    }
}
