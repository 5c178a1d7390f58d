package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.Frame.Entry;
import io.github.ssd4j.chat.template.FunctionScope.Slot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Jinja template in the environment in which {@code transformers} renders chat templates: {@code trim_blocks}, {@code
 * lstrip_blocks}, loop controls, {@code raise_exception}, {@code strftime_now}, its {@code tojson}, {@code generation}
 * blocks, and a sandbox in which values cannot be changed. Other templates cannot be read.
 *
 * <p>Parsed once, immutable, safe for use by several threads.
 */
public final class Template {

    /** A variable that is neither defined nor anything but none, however a template asks. */
    public static final Object ABSENT = Undefined.ABSENT;

    private static final String TOO_DEEP = "nests expressions or macros deeper than this thread's stack";
    private static final String SELF = "self";

    private final String source;
    private final List<Statement> body;
    private final Map<String, Block> blocks;
    private final FunctionScope function;
    private final Entry entry;
    private final @Nullable Slot self;

    private Template(String source) {
        StatementParser parser = new StatementParser(source);
        this.source = source;
        this.body = parser.template();
        this.blocks = parser.blocks();
        Frame frame = Frame.root(true);
        this.function = frame.function;
        Set<String> found = new HashSet<>();
        Set<String> wanted = new HashSet<>(Set.of(SELF));
        body.forEach(statement -> statement.findReads(wanted, found));
        this.self = found.isEmpty() ? null : frame.symbols.parameter(SELF);
        Node.names(body, frame.symbols);
        this.entry = frame.entry();
        Node.link(body, frame);
        blocks.values().forEach(Block::linkBody);
    }

    /**
     * Reads a template.
     *
     * @throws TemplateException when it is not one, or is longer or deeper than {@link Budget} allows
     */
    public static Template parse(String source) {
        if (source.length() > Budget.MAX_SOURCE) {
            throw TemplateException.limit("has more than %d characters", Budget.MAX_SOURCE);
        }
        String normalised = Lexer.normalised(source);
        try {
            return new Template(normalised);
        } catch (Calls.Unknown e) {
            throw e.failure.at(normalised, e.position);
        } catch (StackOverflowError e) {
            throw TemplateException.limit(TOO_DEEP);
        }
    }

    /** What one rendering may use, and after it what it has used. */
    public Budget newBudget() {
        return new Budget(source.length());
    }

    /**
     * Renders. Variables are maps, collections, texts, numbers, booleans and null.
     *
     * @throws TemplateException when the template refuses, fails, or exceeds a limit
     */
    public String render(Map<String, ? extends @Nullable Object> variables) {
        return render(variables, newBudget());
    }

    /** As {@link #render(Map)}, within a budget of this template that was not used before. */
    public String render(Map<String, ? extends @Nullable Object> variables, Budget budget) {
        Map<String, Object> values = new HashMap<>();
        variables.forEach((name, value) -> values.put(name, Values.of(value, budget)));
        Run run = new Run(budget, values, blocks);
        try {
            Activation activation = new Activation(run, null, function);
            if (self != null) {
                activation.set(self.index(), new SelfReference(blocks));
            }
            entry.enter(activation);
            Statement.execute(body, activation);
            return run.written();
        } catch (TemplateException e) {
            throw e.at(source, run.position);
        } catch (StackOverflowError e) {
            // the depth that a thread can take depends on its stack, so nothing but running into its end can tell
            throw TemplateException.limit(TOO_DEEP);
        }
    }
}
