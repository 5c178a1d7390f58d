package io.github.ssd4j.chat.template;

import java.util.List;
import java.util.Set;

/** Attributes and elements of values, as Jinja's sandbox gives them. */
final class Attributes {

    /** What every object of Python has; undefined ones have no others. */
    private static final Set<String> OF_ALL = Set.of(
            "__class__",
            "__doc__",
            "__module__",
            "__init__",
            "__str__",
            "__repr__",
            "__eq__",
            "__ne__",
            "__hash__",
            "__len__",
            "__iter__",
            "__bool__",
            "__dir__",
            "__reduce__",
            "__sizeof__",
            "__slots__");

    private Attributes() {}

    /** {@code owner.name}: a method, an attribute, else the element of that name. */
    static Object attribute(Object owner, String name) {
        if (owner instanceof Undefined undefined) {
            if (OF_ALL.contains(name)) {
                return Undefined.unsafe(owner, name);
            }
            throw undefined.failure();
        }
        Object attribute = own(owner, name);
        if (attribute != None.MISSING) {
            return attribute;
        }
        Object value = owner instanceof Dict dict ? dict.getPlain(name) : null;
        return value == null ? Undefined.in(owner, name) : value;
    }

    /** {@code owner[key]}: an element, else the attribute of that name. */
    static Object item(Object owner, Object key) {
        if (owner instanceof Undefined undefined) {
            throw undefined.failure();
        }
        Object element = element(owner, key);
        if (element != None.MISSING) {
            return element;
        }
        Object attribute = Values.isText(key) ? own(owner, Marks.plain(key.toString())) : None.MISSING;
        return attribute == None.MISSING ? Undefined.in(owner, key) : attribute;
    }

    /** {@link None#MISSING} if there is none. */
    static Object element(Object owner, Object key) {
        if (owner instanceof Dict dict) {
            Object value = Dict.isHashable(key) ? dict.get(key) : null;
            return value == null ? None.MISSING : value;
        }
        if (owner instanceof Bytes bytes) {
            return element(bytes.list(), key);
        }
        boolean indexed = owner instanceof List || Values.isText(owner);
        if (!indexed || !Numbers.isWhole(key)) {
            return None.MISSING;
        }
        long index = Numbers.index(key, "an index");
        String text = owner instanceof List ? "" : owner.toString();
        if (owner instanceof List<?> list) {
            long i = index < 0 ? index + list.size() : index;
            return i >= 0 && i < list.size() ? list.get((int) i) : None.MISSING;
        }
        text = Marks.mayHoldSigns(text) ? Marks.markAll(Marks.plain(text)) : text;
        int length = text.codePointCount(0, text.length());
        long i = index < 0 ? index + length : index;
        if (i < 0 || i >= length) {
            return None.MISSING;
        }
        int start = length == text.length() ? (int) i : text.offsetByCodePoints(0, (int) i);
        return Values.like(owner, text.substring(start, text.offsetByCodePoints(start, 1)));
    }

    /** An attribute that is no element, {@link None#MISSING} if there is none. */
    static Object own(Object owner, String name) {
        if (owner instanceof Dict
                || owner instanceof List
                || owner instanceof SetValue
                || owner instanceof DictView
                || Values.isText(owner)) {
            return ofContainer(owner, name);
        }
        if (name.startsWith("__")) {
            return Undefined.unsafe(owner, name);
        }
        Object value = None.MISSING;
        if (owner instanceof Namespace namespace) {
            value = namespace.attributes.getOrDefault(name, None.MISSING);
        } else if (owner instanceof LoopContext loop) {
            value = loop.attribute(name);
        } else if (owner instanceof Macro macro) {
            value = macro.attribute(name);
        } else if (owner instanceof Globals.Cycler cycler) {
            value = cycler.attribute(name);
        } else if (owner instanceof SelfReference self) {
            value = self.block(name);
        } else if (owner instanceof Bytes bytes) {
            value = bytes.attribute(name);
        } else if (Numbers.isNumber(owner) || owner instanceof ComplexNumber) {
            value = NumberAttributes.of(owner, name);
        }
        return value instanceof Undefined ? None.MISSING : value;
    }

    private static Object ofContainer(Object owner, String name) {
        if (Methods.has(owner, name)) {
            return new Methods.Bound(owner, name);
        }
        if (name.startsWith("__") || Methods.changes(owner, name)) {
            return Undefined.unsafe(owner, name);
        }
        if (owner instanceof Tuple tuple && tuple.isGroup()) {
            return name.equals("grouper") ? tuple.get(0) : name.equals("list") ? tuple.get(1) : None.MISSING;
        }
        if (owner instanceof DictView view && name.equals("mapping")) {
            return view.dict();
        }
        return owner instanceof Range range ? ofRange(range, name) : None.MISSING;
    }

    private static Object ofRange(Range range, String name) {
        return switch (name) {
            case "start" -> range.start;
            case "stop" -> range.stop;
            case "step" -> range.step;
            default -> None.MISSING;
        };
    }
}
