package io.github.ssd4j.chat.template;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The arguments of a call, a filter or a test. */
final class Arguments {

    static final Arguments NONE = new Arguments(new Object[0], Map.of());

    private final Object[] positional;
    private final Map<String, Object> named;

    /** {@code positional} is not copied, and nobody changes it. */
    Arguments(Object[] positional, Map<String, Object> named) {
        this.positional = positional;
        this.named = named;
    }

    Object[] positional() {
        return positional;
    }

    Map<String, Object> named() {
        return named;
    }

    static Arguments of(Object... positional) {
        return new Arguments(positional, Map.of());
    }

    boolean isEmpty() {
        return positional.length == 0 && named.isEmpty();
    }

    /** Those after the first {@code count}. */
    Arguments after(int count) {
        return new Arguments(
                Arrays.copyOfRange(positional, Math.min(count, positional.length), positional.length), named);
    }

    Arguments with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(named);
        more.put(name, value);
        return new Arguments(positional, more);
    }

    /**
     * The arguments in the order of {@code names}, {@link None#MISSING} for those that are not given.
     *
     * @param required how many of them must be given
     */
    Object[] bind(String callee, int required, String... names) {
        if (positional.length > names.length) {
            throw TemplateException.fault(
                    "%s takes at most %d arguments, but is given %d", callee, names.length, positional.length);
        }
        Object[] bound = Arrays.copyOf(positional, names.length);
        Arrays.fill(bound, positional.length, names.length, None.MISSING);
        int used = 0;
        for (int i = 0; i < names.length && !named.isEmpty(); i++) {
            Object value = named.get(names[i]);
            if (value != null) {
                if (i < positional.length) {
                    throw TemplateException.fault("%s is given its argument '%s' twice", callee, names[i]);
                }
                bound[i] = value;
                used++;
            }
        }
        if (used < named.size()) {
            throw TemplateException.fault("%s does not take the arguments %s", callee, named.keySet());
        }
        for (int i = 0; i < required; i++) {
            if (bound[i] == None.MISSING) {
                throw TemplateException.fault("%s needs the argument '%s'", callee, names[i]);
            }
        }
        return bound;
    }
}
