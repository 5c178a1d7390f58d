package io.github.ssd4j.chat.template;

/** What stands for a variable, an attribute or an element that does not exist: empty and false, refused by operators. */
final class Undefined {

    /** Result of an inline {@code if} without {@code else}. */
    static final Undefined OF_CONDITION =
            new Undefined("the inline if-expression evaluated to false and no else section was defined");

    /** See {@link Template#ABSENT}. */
    static final Undefined ABSENT = new Undefined("the value is absent");

    private final String problem;

    private Undefined(String problem) {
        this.problem = problem;
    }

    static Undefined because(String problem) {
        return new Undefined(problem);
    }

    static Undefined variable(String name) {
        return new Undefined("'" + name + "' is undefined");
    }

    static Undefined in(Object owner, Object key) {
        return new Undefined(
                key instanceof CharSequence
                        ? "%s has no attribute '%s'".formatted(Values.described(owner), key)
                        : "%s has no element %s".formatted(Values.described(owner), Values.described(key)));
    }

    static Undefined unsafe(Object owner, String name) {
        return new Undefined("access to attribute '%s' of %s is unsafe".formatted(name, Values.described(owner)));
    }

    TemplateException failure() {
        return TemplateException.fault("%s", problem);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Undefined;
    }

    @Override
    public int hashCode() {
        return 0;
    }
}
