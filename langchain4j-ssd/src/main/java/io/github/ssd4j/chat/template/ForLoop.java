package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.Frame.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code for target in iterable if test recursive}. */
final class ForLoop extends Statement {

    private static final String LOOP = "loop";

    private final Target target;
    private final Expression iterable;
    private final @Nullable Expression test;
    private final boolean recursive;
    private final List<Statement> body;
    private final List<Statement> otherwise;
    private final int position;

    private boolean extended;
    private int loopSlot;
    private FunctionScope function = new FunctionScope(null);
    private FunctionScope testFunction = new FunctionScope(null);
    private Entry entry = activation -> {};
    private Entry otherwiseEntry = activation -> {};
    private Entry testEntry = activation -> {};
    private Target.Assigner assigner = (activation, value) -> {};
    private Target.Assigner testAssigner = assigner;

    ForLoop(
            Target target,
            Expression iterable,
            @Nullable Expression test,
            boolean recursive,
            List<Statement> body,
            List<Statement> otherwise,
            int position) {
        this.target = target;
        this.iterable = iterable;
        this.test = test;
        this.recursive = recursive;
        this.body = body;
        this.otherwise = otherwise;
        this.position = position;
    }

    @Override
    List<Node> children() {
        List<Node> tests = test == null ? List.of() : List.of(test);
        return Stream.of(List.of(target, iterable), body, otherwise, tests)
                .<Node>flatMap(List::stream)
                .toList();
    }

    @Override
    void names(Symbols symbols) {
        iterable.names(symbols);
    }

    @Override
    void link(Frame frame) {
        iterable.link(frame);
        Frame loop = recursive ? frame.innerFunction() : frame.inner();
        Frame other = recursive ? loop.sibling(frame) : frame.inner();
        function = loop.function;
        extended = recursive || readsLoop() || hasScopedBlock(body);
        if (extended) {
            loopSlot = loop.symbols.parameter(LOOP).index();
        }
        target.parameters(loop.symbols);
        names(body, loop.symbols);
        entry = loop.entry();
        assigner = target.bind(loop, false);
        link(body, loop);
        names(otherwise, other.symbols);
        otherwiseEntry = other.entry();
        link(otherwise, other);
        linkTest(frame);
    }

    private void linkTest(Frame frame) {
        if (test != null) {
            Frame inner = frame.innerFunction();
            testFunction = inner.function;
            target.parameters(inner.symbols);
            test.names(inner.symbols);
            testEntry = inner.entry();
            testAssigner = target.bind(inner, false);
            test.link(inner);
        }
    }

    private boolean readsLoop() {
        Set<String> wanted = new HashSet<>(Set.of(LOOP));
        Set<String> found = new HashSet<>();
        body.forEach(statement -> statement.findReads(wanted, found));
        return !found.isEmpty();
    }

    private static boolean hasScopedBlock(List<? extends Node> nodes) {
        return nodes.stream()
                .anyMatch(node -> (node instanceof Block block && block.isScoped()) || hasScopedBlock(node.children()));
    }

    @Override
    Flow execute(Activation activation) {
        Object elements = iterable.evaluate(activation);
        activation.run.budget.step();
        activation.run.position = position;
        if (recursive) {
            activation.run.write(nested(activation, elements, 0));
            return Flow.NEXT;
        }
        return run(activation, activation, elements, 0);
    }

    /** What a recursive loop writes for {@code elements}. */
    private String nested(Activation outer, Object elements, int depth) {
        Activation inner = new Activation(outer.run, outer, function);
        return outer.run.called(() -> run(outer, inner, elements, depth));
    }

    private Flow run(Activation outer, Activation inner, Object elements, int depth) {
        Run run = inner.run;
        Iterator<Object> iterator = Values.iterate(elements, run.budget);
        LoopContext context = null;
        if (test != null) {
            iterator = new Filtered(iterator, test, new Activation(run, outer, testFunction));
        }
        if (extended) {
            int size = test == null ? Values.knownSize(elements) : -1;
            Callee recursion = recursive ? (any, arguments) -> recursed(outer, arguments, depth + 1) : null;
            context = new LoopContext(iterator, size, depth, recursion, run.budget);
            iterator = context;
        }
        boolean empty = true;
        while (iterator.hasNext()) {
            Object element = iterator.next();
            run.budget.steps(2);
            assigner.assign(inner, element);
            if (context != null) {
                inner.set(loopSlot, context);
            }
            entry.enter(inner);
            Flow flow = execute(body, inner);
            if (flow == Flow.BREAK) {
                break;
            }
            empty &= flow != Flow.NEXT; // as in Jinja, an iteration that "continue" ends does not count
            run.position = position;
        }
        if (!empty || otherwise.isEmpty()) {
            return Flow.NEXT;
        }
        otherwiseEntry.enter(inner);
        return execute(otherwise, inner);
    }

    private Object recursed(Activation outer, Arguments arguments, int depth) {
        Object elements = arguments.bind(LOOP, 1, "iterable")[0];
        return outer.run.result(nested(outer, elements, depth));
    }

    /** The elements for which the test holds. */
    private final class Filtered implements Iterator<Object> {

        private final Iterator<Object> all;
        private final Expression condition;
        private final Activation activation;
        private final List<Object> ahead = new ArrayList<>(1);

        Filtered(Iterator<Object> all, Expression condition, Activation activation) {
            this.all = all;
            this.condition = condition;
            this.activation = activation;
            testEntry.enter(activation);
        }

        @Override
        public boolean hasNext() {
            while (ahead.isEmpty() && all.hasNext()) {
                Object element = all.next();
                activation.run.budget.step();
                testAssigner.assign(activation, element);
                if (Values.truth(condition.evaluate(activation))) {
                    ahead.add(element);
                }
            }
            return !ahead.isEmpty();
        }

        @Override
        public Object next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ahead.remove(0);
        }
    }
}
