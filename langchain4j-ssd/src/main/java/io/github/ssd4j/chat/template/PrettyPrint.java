package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The filter {@code pprint}: Python's {@code repr} with sorted keys, over several lines where one is too long. */
final class PrettyPrint {

    private static final int WIDTH = 80;

    private final StringBuilder out = new StringBuilder();
    private final Budget budget;

    private PrettyPrint(Budget budget) {
        this.budget = budget;
    }

    static String of(Object value, Budget budget) {
        PrettyPrint print = new PrettyPrint(budget);
        print.value(sorted(value, budget, 0), 0, 0, 0);
        return print.out.toString();
    }

    private static Object sorted(Object value, Budget budget, int depth) {
        Budget.nest(depth);
        budget.step();
        if (value instanceof Dict dict) {
            List<Map.Entry<Object, Object>> items = new ArrayList<>(dict.items());
            items.sort((one, other) -> byKey(one.getKey(), other.getKey(), budget));
            Dict sorted = new Dict();
            items.forEach(item -> sorted.put(item.getKey(), sorted(item.getValue(), budget, depth + 1)));
            return sorted;
        }
        if (value instanceof List<?> list && !(value instanceof Range)) {
            List<Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(sorted(element, budget, depth + 1)));
            return value instanceof Tuple ? Tuple.copyOf(elements) : elements;
        }
        return value;
    }

    /** Keys that have no order are sorted by their types. */
    private static int byKey(Object one, Object other, Budget budget) {
        try {
            return Order.comparator(budget).compare(one, other);
        } catch (TemplateException e) {
            if (e.kind() == TemplateException.Kind.LIMIT) {
                throw e;
            }
            return Values.described(one).compareTo(Values.described(other));
        }
    }

    /** {@code allowance}: characters that follow in the same line. */
    private void value(Object value, int indent, int allowance, int depth) {
        String text = Repr.of(value, budget);
        if (Text.length(text) <= WIDTH - indent - allowance) {
            out.append(text);
        } else if (value instanceof Dict dict) {
            dictionary(dict, indent + 1, allowance + 1, depth);
        } else if (value instanceof List<?> list && !(value instanceof Range)) {
            boolean tuple = value instanceof Tuple;
            String end = tuple ? list.size() == 1 ? ",)" : ")" : "]";
            out.append(tuple ? '(' : '[');
            for (int i = 0; i < list.size(); i++) {
                boolean last = i == list.size() - 1;
                separate(i, indent + 1);
                value(list.get(i), indent + 1, last ? allowance + end.length() : 1, depth + 1);
            }
            out.append(end);
        } else {
            out.append(text);
        }
    }

    private void dictionary(Dict dict, int indent, int allowance, int depth) {
        out.append('{');
        int i = 0;
        for (Map.Entry<Object, Object> item : dict.items()) {
            separate(i++, indent);
            String key = Repr.of(item.getKey(), budget);
            out.append(key).append(": ");
            value(item.getValue(), indent + Text.length(key) + 2, i == dict.size() ? allowance : 1, depth + 1);
        }
        out.append('}');
    }

    private void separate(int index, int indent) {
        if (index > 0) {
            budget.make(indent);
            out.append(",\n").append(" ".repeat(indent));
        }
    }
}
