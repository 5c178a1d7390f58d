package io.github.ssd4j.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.lib.tag.IfTag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.util.ForLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The two tags of jinjava that do not do what Jinja's do. */
final class PythonTags {

    private PythonTags() {}

    /** {@code if} with Python's idea of truth; {@code elif} asks the same method. */
    static final class If extends IfTag {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean isPositiveIfElseNode(TagNode tag, JinjavaInterpreter interpreter) {
            return PythonValues.truth(interpreter.resolveELExpression(tag.getHelpers(), tag.getLineNumber()));
        }
    }

    /**
     * {@code for} with a condition on its elements, an {@code else} branch, {@code loop.previtem} and {@code nextitem},
     * and variables that live for one iteration only.
     */
    static final class For extends ForTag {

        private static final long serialVersionUID = 1L;

        /** Between the names and the list. One pattern for the whole head would take cubic time on a long line of blanks. */
        private static final Pattern IN = Pattern.compile("\\sin\\s");

        private static final Pattern NAMES = Pattern.compile("[\\w\\s,()]+");

        @Override
        public String interpret(TagNode tag, JinjavaInterpreter interpreter) {
            String head = tag.getHelpers();
            Matcher in = IN.matcher(head);
            if (!in.find() || !NAMES.matcher(head.substring(0, in.start())).matches()) {
                throw ChatTemplateException.fault("cannot read the loop 'for %s'".formatted(head), null);
            }
            List<String> names = Arrays.asList(
                    head.substring(0, in.start()).replaceAll("[()\\s]", "").split(","));
            String[] parts = splitCondition(head.substring(in.end()));
            List<@Nullable Object> elements =
                    elements(interpreter.resolveELExpression(parts[0], tag.getLineNumber()), tag.getHelpers());
            if (parts.length > 1) {
                elements.removeIf(element -> !holds(parts[1], names, element, tag, interpreter));
            }
            return render(tag, interpreter, names, elements);
        }

        private static boolean holds(
                String condition,
                List<String> names,
                @Nullable Object element,
                TagNode tag,
                JinjavaInterpreter interpreter) {
            interpreter.enterScope();
            try {
                assign(interpreter, names, element);
                return PythonValues.truth(interpreter.resolveELExpression(condition, tag.getLineNumber()));
            } finally {
                interpreter.leaveScope();
            }
        }

        private static String render(
                TagNode tag, JinjavaInterpreter interpreter, List<String> names, List<@Nullable Object> elements) {
            StringBuilder out = new StringBuilder();
            Loop loop = new Loop(elements);
            TemplateBudget budget = TemplateBudget.current();
            while (loop.hasNext()) {
                budget.steps(TemplateBudget.ITERATION);
                interpreter.enterScope();
                try {
                    interpreter.getContext().put(LOOP, loop);
                    assign(interpreter, names, loop.next());
                    body(tag, interpreter, loop, out);
                } finally {
                    interpreter.leaveScope();
                }
            }
            if (elements.isEmpty()) {
                boolean inElse = false;
                for (Node node : tag.getChildren()) {
                    if (inElse) {
                        out.append(node.render(interpreter));
                    }
                    inElse |= isElse(node);
                }
            }
            return out.toString();
        }

        private static void body(TagNode tag, JinjavaInterpreter interpreter, Loop loop, StringBuilder out) {
            for (Node node : tag.getChildren()) {
                if (isElse(node)) {
                    return;
                }
                out.append(node.render(interpreter));
                if (loop.isContinued()) {
                    return;
                }
            }
        }

        private static boolean isElse(Node node) {
            return node instanceof TagNode branch && branch.getName().equals("else");
        }

        private static void assign(JinjavaInterpreter interpreter, List<String> names, @Nullable Object element) {
            if (names.size() == 1) {
                interpreter.getContext().put(names.get(0), interpreter.wrap(element));
                return;
            }
            if (!(element instanceof List<?> values) || values.size() != names.size()) {
                throw ChatTemplateException.fault(
                        "cannot take %s apart into %s".formatted(PythonValues.typeName(element), names), null);
            }
            for (int i = 0; i < names.size(); i++) {
                interpreter.getContext().put(names.get(i), interpreter.wrap(values.get(i)));
            }
        }

        private static List<@Nullable Object> elements(@Nullable Object iterable, String loop) {
            TemplateBudget budget = TemplateBudget.current();
            budget.inspectElements(iterable);
            if (iterable == null) {
                return new ArrayList<>();
            }
            if (iterable instanceof Map<?, ?> map) {
                return new ArrayList<>(map.keySet());
            }
            if (iterable instanceof Collection<?> collection) {
                return new ArrayList<>(collection);
            }
            if (iterable instanceof String text) {
                budget.spend((long) TemplateBudget.OBJECT * text.length());
                return new ArrayList<>(
                        text.codePoints().mapToObj(Character::toString).toList());
            }
            throw ChatTemplateException.fault(
                    "cannot loop over %s in 'for %s'".formatted(PythonValues.typeName(iterable), loop.strip()), null);
        }

        /**
         * Splits {@code list if condition}; an {@code if} with its {@code else} belongs to the list expression itself.
         */
        private static String[] splitCondition(String expression) {
            int depth = 0;
            char quote = 0;
            for (int i = 0; i < expression.length(); i++) {
                char character = expression.charAt(i);
                if (quote != 0) {
                    i += character == '\\' ? 1 : 0;
                    quote = character == quote ? 0 : quote;
                } else if (character == '\'' || character == '"') {
                    quote = character;
                } else if ("([{".indexOf(character) >= 0) {
                    depth++;
                } else if (")]}".indexOf(character) >= 0) {
                    depth--;
                } else if (depth == 0 && expression.startsWith(" if ", i) && !expression.contains(" else ")) {
                    return new String[] {expression.substring(0, i), expression.substring(i + " if ".length())};
                }
            }
            return new String[] {expression};
        }
    }

    /** The {@code loop} variable; public because its attributes are read by reflection. */
    public static final class Loop extends ForLoop {

        private final List<@Nullable Object> elements;

        Loop(List<@Nullable Object> elements) {
            this(elements, elements.iterator());
        }

        private Loop(List<@Nullable Object> elements, Iterator<@Nullable Object> iterator) {
            super(iterator, elements.size());
            this.elements = elements;
        }

        public @Nullable Object getPrevitem() {
            return at(getIndex0() - 1);
        }

        public @Nullable Object getNextitem() {
            return at(getIndex0() + 1);
        }

        private @Nullable Object at(int i) {
            return i >= 0 && i < elements.size() ? elements.get(i) : null;
        }
    }
}
