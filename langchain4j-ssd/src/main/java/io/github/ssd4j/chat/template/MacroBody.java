package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.Frame.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The parameters and the statements of a macro, or of what a {@code call} hands to one. */
final class MacroBody {

    private static final String CALLER = "caller";
    private static final String NAMED = "kwargs";
    private static final String MORE = "varargs";

    private final List<Target.Name> parameters;
    private final List<Expression> defaults;
    private final List<Statement> body;
    private final Set<String> special = new HashSet<>();

    private FunctionScope function = new FunctionScope(null);
    private Entry entry = activation -> {};
    private final List<Integer> slots = new ArrayList<>();
    private final Map<String, Integer> specialSlots = new LinkedHashMap<>();

    /** @param defaults of the last parameters */
    MacroBody(List<Target.Name> parameters, List<Expression> defaults, List<Statement> body) {
        this.parameters = parameters;
        this.defaults = defaults;
        this.body = body;
    }

    Stream<Node> nodes() {
        return Stream.of(parameters, defaults, body).flatMap(List::stream);
    }

    void link(Frame around, int position) {
        Frame frame = around.innerFunction();
        function = frame.function;
        Set<String> wanted = new HashSet<>(Set.of(CALLER, NAMED, MORE));
        body.forEach(statement -> statement.findReads(wanted, special));
        parameters.forEach(parameter -> parameter.parameters(frame.symbols));
        Node.names(defaults, frame.symbols);
        Node.names(body, frame.symbols);
        List<String> names = argumentNames();
        int explicit = names.indexOf(CALLER);
        if (special.contains(CALLER) && explicit >= 0 && explicit < names.size() - defaults.size()) {
            throw new Calls.Unknown(
                    TemplateException.fault("the parameter 'caller' of a macro must have a default"), position);
        }
        for (String name : List.of(CALLER, NAMED, MORE)) {
            if (special.contains(name) && !names.contains(name)) {
                specialSlots.put(name, frame.symbols.parameter(name).index());
            }
        }
        names.forEach(name -> slots.add(frame.symbols.ref(name).index()));
        entry = frame.entry();
        Node.link(defaults, frame);
        Node.link(body, frame);
    }

    List<String> argumentNames() {
        return parameters.stream().map(parameter -> parameter.name).toList();
    }

    boolean takesNamed() {
        return specialSlots.containsKey(NAMED);
    }

    boolean takesMore() {
        return specialSlots.containsKey(MORE);
    }

    boolean takesCaller() {
        return special.contains(CALLER);
    }

    /** What the macro writes. */
    String call(Run run, Activation outer, String label, Arguments arguments) {
        Activation activation = new Activation(run, outer, function);
        bind(activation, label, arguments);
        return run.called(() -> {
            entry.enter(activation);
            int first = slots.size() - defaults.size();
            for (int i = 0; i < slots.size(); i++) {
                if (activation.get(0, slots.get(i)) == None.MISSING) {
                    Object value = i < first
                            ? Undefined.because("parameter '" + parameters.get(i).name + "' was not provided")
                            : defaults.get(i - first).evaluate(activation);
                    activation.set(slots.get(i), value);
                }
            }
            Statement.execute(body, activation);
        });
    }

    private void bind(Activation activation, String label, Arguments arguments) {
        Object[] positional = arguments.positional();
        Map<String, Object> named = Macro.copy(arguments.named());
        for (int i = 0; i < slots.size(); i++) {
            Object value = i < positional.length ? positional[i] : take(named, parameters.get(i).name);
            activation.set(slots.get(i), value);
        }
        Integer caller = specialSlots.get(CALLER);
        if (caller != null) {
            Object value = take(named, CALLER);
            boolean none = value == None.MISSING || value == None.NONE;
            activation.set(caller, none ? Undefined.because("no caller defined") : value);
        }
        Integer namedSlot = specialSlots.get(NAMED);
        if (namedSlot != null) {
            Dict rest = new Dict();
            named.forEach(rest::put);
            activation.set(namedSlot, rest);
        } else if (!named.isEmpty()) {
            throw TemplateException.fault("%s takes no argument %s", label, named.keySet());
        }
        Integer moreSlot = specialSlots.get(MORE);
        if (moreSlot != null) {
            int from = Math.min(slots.size(), positional.length);
            activation.set(moreSlot, Tuple.of(Arrays.copyOfRange(positional, from, positional.length)));
        } else if (positional.length > slots.size()) {
            throw TemplateException.fault("%s takes not more than %d arguments", label, slots.size());
        }
    }

    private static Object take(Map<String, Object> named, String name) {
        Object value = named.isEmpty() ? null : named.remove(name);
        return value == null ? None.MISSING : value;
    }
}
