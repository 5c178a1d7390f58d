package io.github.ssd4j.chat;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.OutputTooBigException;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.tree.Node;
import io.github.ssd4j.checkpoint.PromptText;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.internal.Ensure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model's chat template: the Jinja program, shipped with the model, that writes a conversation as the text the model
 * was trained on.
 *
 * <p>Messages are maps as Hugging Face {@code transformers} hands them to templates: {@code role} ({@code system}, {@code
 * user}, {@code assistant}, {@code tool}), {@code content} and, where there are any, {@code tool_calls}. The prompt contains
 * the model's special tokens; {@link Tokenizer#encode(PromptText)} adds none, and makes none of what contents spell.
 *
 * <p>Parsed once, immutable, safe for use by several threads.
 */
public final class ChatTemplate {

    private static final String PLAIN = "{{ bos_token }}{% for message in messages %}{{ message.content }}"
            + "{% if not loop.last %}{{ '\\n' }}{% endif %}{% endfor %}";

    private static final String TOO_DEEP = "nests expressions or macros deeper than this thread's stack";

    /** Of an expression that failed, in the message. */
    private static final int MAX_QUOTED = 200;

    private static final PythonDialect DIALECT = new PythonDialect();

    private final Node root;
    private final ContentMarks marks;
    private final Map<String, Object> constants;
    private final TemplateTraits traits;
    private final ConversationMender mender = new ConversationMender();

    private ChatTemplate(String source, Node root, Set<String> controlTokens, Map<String, Object> constants) {
        this.root = root;
        this.marks = new ContentMarks(controlTokens);
        this.constants = constants;
        this.traits = TemplateTraits.of(source, this::render);
    }

    /**
     * Reads a template. {@code bosToken} and {@code eosToken} are the texts of the model's special tokens, empty where
     * it has none.
     *
     * @throws ChatTemplateException when the template is not Jinja, or does more work than a template may
     */
    public static ChatTemplate of(String jinja, String bosToken, String eosToken) {
        return of(jinja, bosToken, eosToken, Set.of());
    }

    private static ChatTemplate of(String jinja, String bosToken, String eosToken, Set<String> controlTokens) {
        Ensure.notBlank(jinja, "jinja");
        Ensure.notNull(bosToken, "bosToken");
        Ensure.notNull(eosToken, "eosToken");
        return new ChatTemplate(
                jinja,
                parse(jinja),
                controlTokens,
                Map.of("bos_token", bosToken, "eos_token", eosToken, "strftime_now", "strftime_now"));
    }

    private static Node parse(String jinja) {
        if (jinja.length() > TemplateBudget.MAX_SOURCE) {
            throw ChatTemplateException.limit("has more than %d characters".formatted(TemplateBudget.MAX_SOURCE));
        }
        JinjavaInterpreter interpreter = newInterpreter(Map.of());
        Node root;
        try {
            root = interpreter.parse(TemplateSource.normalise(jinja));
        } catch (ChatTemplateException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ChatTemplateException.fault("the chat template is not valid: %s".formatted(e.getMessage()), e);
        }
        for (TemplateError error : interpreter.getErrorsCopy()) {
            throw ChatTemplateException.fault(
                    "the chat template is not valid: %s".formatted(error.getMessage()), error.getException());
        }
        MeteredText.replaceIn(root);
        return root;
    }

    /**
     * Reads a template with the special tokens of a tokenizer.
     *
     * @throws ChatTemplateException when the template is not Jinja, or does more work than a template may
     */
    public static ChatTemplate of(String jinja, Tokenizer tokenizer) {
        return of(jinja, tokenizer.bosToken().orElse(""), tokenizer.eosToken().orElse(""), tokenizer.controlTokens());
    }

    /**
     * Source of a template for models that were never trained on conversations: the contents of the messages, one after
     * the other, with nothing in between but a newline. The model continues the last.
     */
    public static String plain() {
        return PLAIN;
    }

    /**
     * Whether the template itself tells the model about tools. {@link #render(List, List, boolean)} does it in the
     * template's place where it does not.
     */
    public boolean takesTools() {
        return traits.takesTools();
    }

    /** How the model is to write tool calls: the template's way, {@link ToolDialect#HERMES} if it knows nothing of tools. */
    public ToolDialect toolDialect() {
        return traits.toolDialect();
    }

    /** What the model writes around its thoughts; empty if the template knows of none. */
    public Optional<ThinkingTags> thinkingTags() {
        return traits.thinkingTags();
    }

    /** As {@link #render(List, List, boolean)}, without tools. */
    public String render(List<Map<String, Object>> messages, boolean addGenerationPrompt) {
        return render(messages, List.of(), addGenerationPrompt);
    }

    /** As {@link #prompt(List, List, boolean)}, without tools. */
    public PromptText prompt(List<Map<String, Object>> messages, boolean addGenerationPrompt) {
        return prompt(messages, List.of(), addGenerationPrompt);
    }

    /**
     * The prompt of a conversation: what {@link #render(List, List, boolean)} renders, with the knowledge of what in it came
     * from the messages and the tools. Only the roles of the messages count as the template's own.
     *
     * <p>A conversation that the template refuses is changed until it takes it: neighbours of one role are joined, an answer
     * before the first question is left out, the system message goes into the first question. The log says so once.
     *
     * @param tools those that the model may call
     * @param addGenerationPrompt whether to end with what introduces the answer of the model
     * @throws ChatTemplateException when the template refuses the conversation in every form, or cannot be carried out
     */
    public PromptText prompt(List<Map<String, Object>> messages, List<Tool> tools, boolean addGenerationPrompt) {
        return mender.render(ToolMessages.fit(messages, tools, traits), fitted -> {
            Map<String, Object> variables =
                    variables(marks.messages(fitted), takesTools() ? tools : List.of(), addGenerationPrompt);
            variables.computeIfPresent("tools", (name, offered) -> marks.value(offered));
            return Marks.read(render(variables));
        });
    }

    /**
     * Renders a conversation as a text to be read. It does not tell what the template wrote from what a message says:
     * models get {@link #prompt(List, List, boolean)}.
     *
     * <p>Calls and results of tools may be in it whatever the template takes: they are written as text, with
     * instructions for the model in the system message, where the template knows nothing of tools.
     *
     * @param tools those that the model may call
     * @param addGenerationPrompt whether to end with what introduces the answer of the model
     * @throws ChatTemplateException when the template refuses the conversation, or cannot be carried out
     */
    public String render(List<Map<String, Object>> messages, List<Tool> tools, boolean addGenerationPrompt) {
        return mender.render(
                ToolMessages.fit(messages, tools, traits),
                fitted -> render(variables(fitted, takesTools() ? tools : List.of(), addGenerationPrompt)));
    }

    /** Templates ask whether there are tools in two ways: whether {@code tools} is defined, and whether it is empty. */
    static Map<String, Object> variables(
            List<Map<String, Object>> messages, List<Tool> tools, boolean addGenerationPrompt) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("messages", messages);
        variables.put("add_generation_prompt", addGenerationPrompt);
        if (!tools.isEmpty()) {
            variables.put("tools", tools.stream().map(Tool::toTemplate).toList());
        }
        return variables;
    }

    /**
     * Renders with any variables, as they are: {@code messages}, {@code add_generation_prompt}, {@code tools}, {@code
     * enable_thinking}, {@code date_string} and whatever else the template asks for.
     *
     * @throws ChatTemplateException when the template refuses the conversation, or cannot be carried out
     */
    public String render(Map<String, Object> variables) {
        return render(newRendering(variables));
    }

    /** One rendering, which {@link #render(PythonInterpreter)} carries out. */
    PythonInterpreter newRendering(Map<String, Object> variables) {
        Map<String, Object> bindings = new HashMap<>(constants);
        bindings.putAll(variables);
        return newInterpreter(bindings);
    }

    /** What is off is so by the context: jinjava's global one, which its own method takes, has every tag. */
    private static PythonInterpreter newInterpreter(Map<String, Object> bindings) {
        Context context = new Context(
                DIALECT.getGlobalContextCopy(),
                bindings,
                DIALECT.getGlobalConfig().getDisabled());
        return new PythonInterpreter(DIALECT, context, DIALECT.getGlobalConfig());
    }

    String render(PythonInterpreter interpreter) {
        String text;
        try {
            text = interpreter.render(root);
        } catch (RuntimeException e) {
            throw asOwn(e, null);
        } catch (StackOverflowError e) {
            // the depth that a thread can take depends on its stack, so nothing but running into its end can tell
            throw ChatTemplateException.limit(TOO_DEEP);
        }
        for (TemplateError error : interpreter.getErrorsCopy()) {
            throw asOwn(error);
        }
        return text;
    }

    private static ChatTemplateException asOwn(TemplateError error) {
        Exception cause = error.getException();
        if (cause instanceof OutputTooBigException) {
            return TemplateBudget.tooLong();
        }
        return ChatTemplateException.fault("the chat template failed: %s".formatted(error.getMessage()), cause);
    }

    /** The exception of ours that jinjava wrapped, or one that says which expression failed. */
    static ChatTemplateException asOwn(RuntimeException failure, @Nullable String expression) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ChatTemplateException own) {
                return own;
            }
            if (cause instanceof StackOverflowError) {
                return ChatTemplateException.limit(TOO_DEEP);
            }
        }
        String where = expression == null ? "" : " at '%s'".formatted(shortened(expression.strip()));
        return ChatTemplateException.fault(
                "the chat template failed%s: %s".formatted(where, Marks.plain(String.valueOf(failure.getMessage()))),
                failure);
    }

    private static String shortened(String expression) {
        return expression.length() <= MAX_QUOTED ? expression : expression.substring(0, MAX_QUOTED) + "...";
    }
}
