package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop} of a loop. */
final class LoopContext implements Iterator<Object>, Callee {

    private Iterator<Object> elements;
    private int length;
    private final int depth;
    private final @Nullable Callee recursion;
    private final Budget budget;
    private int index;
    private Object before = None.MISSING;
    private Object current = None.MISSING;
    private Object after = None.MISSING;
    private @Nullable List<Object> lastChanged;

    /**
     * @param length of the elements, negative if it is not known
     * @param recursion what a call of the variable does; null unless the loop is recursive
     */
    LoopContext(Iterator<Object> elements, int length, int depth, @Nullable Callee recursion, Budget budget) {
        this.elements = elements;
        this.length = length;
        this.depth = depth;
        this.recursion = recursion;
        this.budget = budget;
    }

    @Override
    public boolean hasNext() {
        return after != None.MISSING || elements.hasNext();
    }

    @Override
    public Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        before = current;
        current = after == None.MISSING ? elements.next() : after;
        after = None.MISSING;
        index++;
        return current;
    }

    private Object peek() {
        if (after == None.MISSING && elements.hasNext()) {
            after = elements.next();
        }
        return after;
    }

    private long length() {
        if (length < 0) {
            List<Object> rest = new ArrayList<>();
            elements.forEachRemaining(element -> {
                budget.step();
                rest.add(element);
            });
            elements = rest.iterator();
            length = rest.size() + index + (after == None.MISSING ? 0 : 1);
        }
        return length;
    }

    Object attribute(String name) {
        return switch (name) {
            case "index" -> (long) index;
            case "index0" -> index - 1L;
            case "revindex" -> length() - index + 1;
            case "revindex0" -> length() - index;
            case "first" -> index == 1;
            case "last" -> peek() == None.MISSING;
            case "length" -> length();
            case "depth" -> depth + 1L;
            case "depth0" -> (long) depth;
            case "previtem" -> index == 1 ? Undefined.because("there is no previous item") : before;
            case "nextitem" -> peek() == None.MISSING ? Undefined.because("there is no next item") : after;
            case "cycle" -> (Callee) (run, arguments) -> cycle(arguments);
            case "changed" -> (Callee) (run, arguments) -> changed(arguments);
            default -> Undefined.in(this, name);
        };
    }

    private Object cycle(Arguments arguments) {
        if (arguments.positional().length == 0) {
            throw TemplateException.fault("loop.cycle needs an argument");
        }
        return arguments.positional()[(index - 1) % arguments.positional().length];
    }

    private boolean changed(Arguments arguments) {
        List<Object> values = List.of(arguments.positional());
        if (lastChanged != null && Values.equal(Tuple.copyOf(lastChanged), Tuple.copyOf(values), budget)) {
            return false;
        }
        lastChanged = values;
        return true;
    }

    @Override
    public Object call(Run run, Arguments arguments) {
        if (recursion == null) {
            throw TemplateException.fault("a loop must be recursive to be called");
        }
        return recursion.call(run, arguments);
    }

    @Override
    public String toString() {
        return "<LoopContext %d/%d>".formatted(index, length());
    }
}
