package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.FunctionScope.Slot;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** What a value is assigned to. */
abstract class Target extends Node {

    /** Assigns within the scope that it was bound in. */
    interface Assigner {
        void assign(Activation activation, Object value);
    }

    /** Registers the names as parameters of the scope. */
    abstract void parameters(Symbols symbols);

    /** {@code exported}: whether variables are to be seen by blocks too. */
    abstract Assigner bind(Frame frame, boolean exported);

    /** A variable. */
    static final class Name extends Target {

        final String name;

        Name(String name) {
            this.name = name;
        }

        @Override
        void names(Symbols symbols) {
            symbols.store(name);
        }

        @Override
        void parameters(Symbols symbols) {
            symbols.parameter(name);
        }

        @Override
        void findReads(Set<String> wanted, Set<String> found) {
            wanted.remove(name);
        }

        @Override
        Assigner bind(Frame frame, boolean exported) {
            Slot slot = frame.symbols.ref(name);
            int index = slot.index();
            if (!exported) {
                return (activation, value) -> activation.set(index, value);
            }
            return (activation, value) -> {
                activation.set(index, value);
                activation.run.export(name, value);
            };
        }
    }

    /** An attribute of a namespace. */
    static final class NamespaceAttribute extends Target {

        private final String name;
        private final String attribute;

        NamespaceAttribute(String name, String attribute) {
            this.name = name;
            this.attribute = attribute;
        }

        @Override
        void names(Symbols symbols) {
            symbols.load(name);
        }

        @Override
        void parameters(Symbols symbols) {
            symbols.load(name);
        }

        @Override
        Assigner bind(Frame frame, boolean exported) {
            Variable variable = new Variable(name);
            variable.link(frame);
            return (activation, value) -> {
                if (!(variable.evaluate(activation) instanceof Namespace namespace)) {
                    throw TemplateException.fault("cannot set an attribute of '%s', which is no namespace", name);
                }
                namespace.attributes.put(attribute, value);
            };
        }
    }

    /** Several targets, for the elements of the value. */
    static final class Several extends Target {

        private final List<Target> targets;

        Several(List<Target> targets) {
            this.targets = targets;
        }

        @Override
        List<Target> children() {
            return targets;
        }

        @Override
        void parameters(Symbols symbols) {
            targets.forEach(target -> target.parameters(symbols));
        }

        @Override
        Assigner bind(Frame frame, boolean exported) {
            Assigner[] assigners =
                    targets.stream().map(target -> target.bind(frame, exported)).toArray(Assigner[]::new);
            return (activation, value) -> {
                List<Object> elements = unpacked(value, activation.run.budget);
                for (int i = 0; i < assigners.length; i++) {
                    assigners[i].assign(activation, elements.get(i));
                }
            };
        }

        private List<Object> unpacked(Object value, Budget budget) {
            List<Object> elements = new ArrayList<>(targets.size());
            Iterator<Object> all = Values.iterate(value, budget);
            while (all.hasNext() && elements.size() <= targets.size()) {
                elements.add(all.next());
            }
            if (elements.size() != targets.size()) {
                throw TemplateException.fault(
                        "cannot assign %s to %d names: it has %s elements",
                        Values.described(value),
                        targets.size(),
                        elements.size() > targets.size() ? "more" : String.valueOf(elements.size()));
            }
            return elements;
        }
    }
}
