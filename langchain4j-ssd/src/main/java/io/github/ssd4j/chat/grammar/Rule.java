package io.github.ssd4j.chat.grammar;

import io.github.ssd4j.internal.Ensure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set of byte strings, put together from lexemes. Compared by identity; immutable once it is in use. */
abstract sealed class Rule permits Lexeme, Rule.Sequence, Rule.Choice, Rule.Repeat, Rule.Nested, Rule.Reference {

    /** Empty; stands behind what is nested, by which {@link Continuation} counts how deep a place is. */
    static final Rule LEVEL = empty();

    /** The empty byte string only. */
    static Rule empty() {
        return new Sequence(List.of());
    }

    /** Nothing, not even the empty byte string. */
    static Rule never() {
        return new Choice(List.of());
    }

    static Rule sequence(Rule... parts) {
        return parts.length == 1 ? parts[0] : new Sequence(List.of(parts));
    }

    static Rule choice(List<Rule> options) {
        return options.size() == 1 ? options.get(0) : new Choice(options);
    }

    /** One part after the other. */
    static final class Sequence extends Rule {

        final List<Rule> parts;

        Sequence(List<Rule> parts) {
            this.parts = List.copyOf(parts);
        }
    }

    /** Any one of the options. */
    static final class Choice extends Rule {

        final List<Rule> options;

        Choice(List<Rule> options) {
            this.options = List.copyOf(options);
        }
    }

    /** The body, from {@code min} to {@code max} times. */
    static final class Repeat extends Rule {

        /** In place of {@code max}: as often as one likes. */
        static final int UNBOUNDED = Integer.MAX_VALUE;

        final Rule body;
        final int min;
        final int max;
        private @Nullable Repeat rest;

        Repeat(Rule body, int min, int max) {
            this.body = body;
            this.min = min;
            this.max = max;
        }

        /** What may follow after one more body; the same object each time, unless two threads ask at once. */
        Repeat rest() {
            if (min == 0 && max == UNBOUNDED) {
                return this;
            }
            Repeat found = rest;
            if (found == null) {
                found = new Repeat(body, Math.max(0, min - 1), max == UNBOUNDED ? max : max - 1);
                rest = found;
            }
            return found;
        }
    }

    /** The body, which stands inside something: an array or an object. */
    static final class Nested extends Rule {

        final Rule body;

        Nested(Rule body) {
            this.body = body;
        }
    }

    /** A rule that may contain itself; it is told its target when that is known. */
    static final class Reference extends Rule {

        private @Nullable Rule target;

        void bind(Rule rule) {
            target = rule;
        }

        Rule target() {
            return Ensure.notNull(target, "target");
        }
    }
}
