package io.github.ssd4j.chat;

import io.github.ssd4j.chat.template.Budget;
import io.github.ssd4j.chat.template.Marks;
import io.github.ssd4j.chat.template.Template;
import io.github.ssd4j.chat.template.TemplateException;
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

    private final Template template;
    private final ContentMarks marks;
    private final Map<String, Object> constants;
    private final TemplateTraits traits;
    private final ConversationMender mender = new ConversationMender();

    /** Renders requests with tools in place of this one. */
    private final @Nullable ChatTemplate forTools;

    private ChatTemplate(
            String source,
            Template template,
            Set<String> controlTokens,
            Map<String, Object> constants,
            @Nullable ChatTemplate forTools) {
        this.template = template;
        this.marks = new ContentMarks(controlTokens);
        this.constants = constants;
        this.forTools = forTools;
        this.traits = TemplateTraits.of(source, this::render);
    }

    /**
     * Reads a template. {@code bosToken} and {@code eosToken} are the texts of the model's special tokens, empty where
     * it has none.
     *
     * @throws ChatTemplateException when the template is not Jinja, or does more work than a template may
     */
    public static ChatTemplate of(String jinja, String bosToken, String eosToken) {
        return of(jinja, bosToken, eosToken, Set.of(), null);
    }

    private static ChatTemplate of(
            String jinja,
            String bosToken,
            String eosToken,
            Set<String> controlTokens,
            @Nullable ChatTemplate forTools) {
        Ensure.notBlank(jinja, "jinja");
        Ensure.notNull(bosToken, "bosToken");
        Ensure.notNull(eosToken, "eosToken");
        return new ChatTemplate(
                jinja, parse(jinja), controlTokens, Map.of("bos_token", bosToken, "eos_token", eosToken), forTools);
    }

    private static Template parse(String jinja) {
        try {
            return Template.parse(jinja);
        } catch (TemplateException e) {
            throw ChatTemplateException.of("the chat template is not valid: ", e);
        }
    }

    /**
     * Reads a template with the special tokens of a tokenizer.
     *
     * @throws ChatTemplateException when the template is not Jinja, or does more work than a template may
     */
    public static ChatTemplate of(String jinja, Tokenizer tokenizer) {
        return of(jinja, Optional.empty(), tokenizer);
    }

    /**
     * As {@link #of(String, Tokenizer)}, with another template for requests with tools, which models call {@code tool_use}.
     *
     * @throws ChatTemplateException when one of them is not Jinja, or does more work than a template may
     */
    public static ChatTemplate of(String jinja, Optional<String> toolUse, Tokenizer tokenizer) {
        String bosToken = tokenizer.bosToken().orElse("");
        String eosToken = tokenizer.eosToken().orElse("");
        Set<String> controlTokens = tokenizer.controlTokens();
        ChatTemplate forTools = toolUse.map(source -> of(source, bosToken, eosToken, controlTokens, null))
                .orElse(null);
        return of(jinja, bosToken, eosToken, controlTokens, forTools);
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
        return ofTools().traits.takesTools();
    }

    /** How the model is to write tool calls: the template's way, {@link ToolDialect#HERMES} if it knows nothing of tools. */
    public ToolDialect toolDialect() {
        return ofTools().traits.toolDialect();
    }

    private ChatTemplate ofTools() {
        return forTools == null ? this : forTools;
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
        ChatTemplate template = tools.isEmpty() ? this : ofTools();
        return mender.render(ToolMessages.fit(messages, tools, template.traits), fitted -> {
            Map<String, @Nullable Object> variables =
                    variables(marks.messages(fitted), offered(tools), addGenerationPrompt);
            variables.computeIfPresent("tools", (name, offered) -> marks.value(offered));
            return Marks.read(template.render(variables));
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
        ChatTemplate template = tools.isEmpty() ? this : ofTools();
        return mender.render(
                ToolMessages.fit(messages, tools, template.traits),
                fitted -> template.render(variables(fitted, offered(tools), addGenerationPrompt)));
    }

    /** The tools that the template is told of: a template for tools always is, also where its calls are of an unknown form. */
    private List<Tool> offered(List<Tool> tools) {
        return forTools != null || takesTools() ? tools : List.of();
    }

    /** Templates ask whether there are tools in two ways: whether {@code tools} is defined, and whether it is none. */
    static Map<String, @Nullable Object> variables(
            List<Map<String, Object>> messages, List<Tool> tools, boolean addGenerationPrompt) {
        Map<String, @Nullable Object> variables = new HashMap<>();
        variables.put("messages", messages);
        variables.put("add_generation_prompt", addGenerationPrompt);
        variables.put(
                "tools",
                tools.isEmpty()
                        ? Template.ABSENT
                        : tools.stream().map(Tool::toTemplate).toList());
        variables.put("documents", Template.ABSENT);
        return variables;
    }

    /**
     * Renders with any variables, as they are: {@code messages}, {@code add_generation_prompt}, {@code tools}, {@code
     * enable_thinking}, {@code date_string} and whatever else the template asks for.
     *
     * @throws ChatTemplateException when the template refuses the conversation, or cannot be carried out
     */
    public String render(Map<String, @Nullable Object> variables) {
        return render(variables, template.newBudget());
    }

    /** As {@link #render(Map)}, with a budget that tells afterwards what was used. */
    String render(Map<String, @Nullable Object> variables, Budget budget) {
        Map<String, @Nullable Object> bindings = new HashMap<>(constants);
        bindings.putAll(variables);
        try {
            return template.render(bindings, budget);
        } catch (TemplateException e) {
            throw ChatTemplateException.of("the chat template failed: ", e);
        }
    }

    Budget newBudget() {
        return template.newBudget();
    }
}
