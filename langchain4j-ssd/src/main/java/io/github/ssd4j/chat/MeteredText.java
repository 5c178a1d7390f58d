package io.github.ssd4j.chat;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.tree.TextNode;
import com.hubspot.jinjava.tree.output.OutputNode;
import com.hubspot.jinjava.tree.parse.ExpressionToken;
import com.hubspot.jinjava.tree.parse.TextToken;
import java.util.Set;

/** A piece of text between tags, which the rendering pays for: loops and macros may write it any number of times. */
final class MeteredText extends TextNode {

    private static final long serialVersionUID = 1L;

    /** jinjava reads the heads of these with patterns that take cubic time on a long line. */
    private static final Set<String> CHECKED_HEADS = Set.of("macro", "call");

    private static final int MAX_HEAD = 1000;

    private final int length;

    private MeteredText(TextToken token) {
        super(token);
        length = token.output().length();
    }

    /**
     * Replaces the text of a parsed template, and checks what can be checked before it is rendered.
     *
     * @throws ChatTemplateException when tags nest too deep or one is too long
     */
    static void replaceIn(Node root) {
        replaceIn(root, 0);
    }

    private static void replaceIn(Node parent, int depth) {
        if (parent instanceof TagNode tag) {
            if (depth > TemplateBudget.MAX_TAGS) {
                throw ChatTemplateException.limit("nests more than %d tags".formatted(TemplateBudget.MAX_TAGS));
            }
            checkExpression(tag.getHelpers());
            if (CHECKED_HEADS.contains(tag.getName()) && tag.getHelpers().length() > MAX_HEAD) {
                throw ChatTemplateException.limit(
                        "has a %s tag of more than %d characters".formatted(tag.getName(), MAX_HEAD));
            }
        } else if (parent.getMaster() instanceof ExpressionToken expression) {
            checkExpression(expression.getExpr());
        }
        parent.getChildren()
                .replaceAll(child -> child.getMaster() instanceof TextToken text ? new MeteredText(text) : child);
        for (Node child : parent.getChildren()) {
            replaceIn(child, depth + 1);
        }
    }

    /** jinjava looks ahead from every bracket to its end, in a list of tokens that it walks from the start each time. */
    private static void checkExpression(String expression) {
        int length = 0;
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < expression.length(); i++) {
            char character = expression.charAt(i);
            if (quote != 0) {
                i += character == '\\' ? 1 : 0;
                quote = character == quote ? 0 : quote;
                continue;
            }
            quote = character == '\'' || character == '"' ? character : 0;
            length += Character.isWhitespace(character) ? 0 : 1;
            depth += "([{".indexOf(character) >= 0 ? 1 : ")]}".indexOf(character) >= 0 ? -1 : 0;
            if (depth > TemplateBudget.MAX_BRACKETS || length > TemplateBudget.MAX_EXPRESSION) {
                throw ChatTemplateException.limit("has an expression of more than %d brackets or %d characters"
                        .formatted(TemplateBudget.MAX_BRACKETS, TemplateBudget.MAX_EXPRESSION));
            }
        }
    }

    @Override
    public OutputNode render(JinjavaInterpreter interpreter) {
        TemplateBudget budget = TemplateBudget.current();
        budget.step();
        budget.write(length);
        return super.render(interpreter);
    }
}
