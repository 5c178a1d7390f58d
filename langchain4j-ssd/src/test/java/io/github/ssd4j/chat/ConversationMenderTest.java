package io.github.ssd4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations of memories that evict and of requests that failed, with templates that want user and assistant in turn. */
class ConversationMenderTest {

    private static final Tool TOOL = new Tool("f", "none", JsonNodeFactory.instance.objectNode());

    private static final String GEMMA = "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
            + "{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}"
            + "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
            + "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
            + "{% set role = 'model' if message['role'] == 'assistant' else message['role'] %}"
            + "{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}";

    /**
     * A conversation as a word: s system, u user, a assistant, c one call, t the result of the last call, o a result
     * without a call. Each text is its letter and its place.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // as they are
                "Mistral-7B-Instruct | uau | <s>[INST] u0 [/INST]a1</s> [INST] u2 [/INST]",
                "Llama-2-7b-chat | su | <s>[INST] <<SYS>>\\ns0\\n<</SYS>>\\n\\nu1 [/INST]",
                // M1: the first question was evicted
                "Mistral-7B-Instruct | au | <s>[INST] u1 [/INST]",
                "Mistral-7B-Instruct | auau | <s>[INST] u1 [/INST]a2</s> [INST] u3 [/INST]",
                "Llama-2-7b-chat | sau | <s>[INST] <<SYS>>\\ns0\\n<</SYS>>\\n\\nu2 [/INST]",
                "Mistral-Nemo-Instruct-2407 | sauau | <s>[INST]u2[/INST]a3</s>[INST]s0\\n\\nu4[/INST]",
                // M3: a system message where there is none
                "Mistral-7B-Instruct | su | <s>[INST] s0\\n\\nu1 [/INST]",
                "Mistral-7B-Instruct | suau | <s>[INST] s0\\n\\nu1 [/INST]a2</s> [INST] u3 [/INST]",
                "Mistral-7B-Instruct | s | <s>[INST] s0 [/INST]",
                "gemma | sau | <s><start_of_turn>user\\ns0\\n\\nu2<end_of_turn>\\n<start_of_turn>model\\n",
                // failed requests
                "Mistral-7B-Instruct | uu | <s>[INST] u0\\n\\nu1 [/INST]",
                "Llama-2-7b-chat | uauuu | <s>[INST] u0 [/INST] a1 </s><s>[INST] u2\\n\\nu3\\n\\nu4 [/INST]",
                "Mistral-7B-Instruct | uaau | <s>[INST] u0 [/INST]a1\\n\\na2</s> [INST] u3 [/INST]",
                // system messages in the wrong place, and several
                "Mistral-Nemo-Instruct-2407 | usau | <s>[INST]u0[/INST]a2</s>[INST]s1\\n\\nu3[/INST]",
                "Llama-2-7b-chat | ssu | <s>[INST] <<SYS>>\\ns0\\n\\ns1\\n<</SYS>>\\n\\nu2 [/INST]",
                "Llama-2-7b-chat | uasu | <s>[INST] <<SYS>>\\ns2\\n<</SYS>>\\n\\nu0 [/INST] a1 </s><s>[INST] u3 [/INST]",
                // everything at once
                "Mistral-7B-Instruct | asuus | <s>[INST] s1\\n\\ns4\\n\\nu2\\n\\nu3 [/INST]"
            })
    void should_render_what_the_template_would_refuse(String name, String conversation, String expected) {
        ChatTemplate template = template(name);

        assertThat(template.render(messages(conversation), true)).isEqualTo(expected.replace("\\n", "\n"));
        assertThat(template.prompt(messages(conversation), true).text()).isEqualTo(expected.replace("\\n", "\n"));
    }

    /** With calls in Mistral's form; the letters of the results are what matters. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ucta | u C T a",
                // a request that failed before the answer to a result, and one that failed before the result
                "uctu | u C T e u",
                "ucu | uu",
                "ucuau | uu a u",
                "ucaau | u aa u",
                // evicted calls
                "toau | u",
                "tau | u",
                "actau | u",
                "uaotu | u a O T u",
                "uouau | uou a u"
            })
    void should_render_calls_and_results_that_do_not_fit(String conversation, String turns) {
        String rendered = template("Mistral-Nemo-Instruct-2407").render(messages(conversation), List.of(TOOL), true);

        String letters = rendered.replaceAll("\\[AVAILABLE_TOOLS].*?\\[/AVAILABLE_TOOLS]", "")
                .replace("<s>", "")
                .replaceAll("\\[TOOL_CALLS].*?</s>", " C ")
                .replaceAll("\\[TOOL_RESULTS]\\{\"content\": t.*?\\[/TOOL_RESULTS]", " T ")
                .replaceAll("\\[TOOL_RESULTS]\\{\"content\": o.*?\\[/TOOL_RESULTS]", " O ")
                .replaceAll("</?tool_response>|\\d|\n", "")
                .replaceAll(" </s>", " e ")
                .replaceAll("</s>|\\[/?INST]", " ")
                .replaceAll(" +", " ")
                .strip();
        assertThat(letters).isEqualTo(turns);
    }

    @Test
    void should_write_calls_as_text_where_an_empty_answer_is_refused() {
        String strict = resource("Mistral-Nemo-Instruct-2407")
                .replace(
                        "{%- elif message[\"role\"] == \"assistant\" %}",
                        "{%- elif message[\"role\"] == \"assistant\" %}"
                                + "{%- if not message.content %}{{ raise_exception('empty!') }}{% endif %}");

        String rendered = ChatTemplate.of(strict, "<s>", "</s>").render(messages("uctu"), List.of(TOOL), true);

        assertThat(rendered)
                .endsWith("[INST]<tool_response>\nt2\n</tool_response>\n\nu3[/INST]")
                .contains("[INST]u0[/INST]<tool_call>\n{\"name\": \"f\", \"arguments\": {\"x\": 1}}\n</tool_call></s>");
    }

    /** A small window may evict the question while tools are at work for it. */
    @ParameterizedTest
    @ValueSource(strings = {"ct", "sct", "act", "t"})
    void should_keep_results_whose_question_was_evicted(String conversation) {
        String strict = "{% if messages|selectattr('role', 'equalto', 'user')|list|length == 0 %}"
                + "{{ raise_exception('No user query found in messages.') }}{% endif %}"
                + resource("Mistral-Nemo-Instruct-2407");

        String rendered = ChatTemplate.of(strict, "<s>", "</s>").render(messages(conversation), List.of(TOOL), true);

        String result = "t" + (conversation.length() - 1);
        if (conversation.startsWith("s")) {
            assertThat(rendered).contains("[INST]s0[/INST]").contains("[TOOL_RESULTS]{\"content\": " + result);
        } else {
            assertThat(rendered).endsWith("[INST]<tool_response>\n" + result + "\n</tool_response>[/INST]");
        }
    }

    @Test
    void should_say_once_what_it_changed() {
        List<String> log = new ArrayList<>();
        ConversationMender mender = new ConversationMender(log::add);
        ChatTemplate template = template("Mistral-7B-Instruct");

        for (String conversation : List.of("uau", "asuu", "au", "uu")) {
            mender.render(messages(conversation), messages -> template.render(Map.of("messages", messages)));
        }

        assertThat(log)
                .containsExactly("the chat template refuses a conversation (Conversation roles must alternate"
                        + " user/assistant/user/assistant/...); it was changed for the template: "
                        + "what comes before the first user message was left out, neighbours of one role were joined, "
                        + "the system message was put into the first user message. "
                        + "This is said once, for the first such conversation");
    }

    @Test
    void what_cannot_be_mended_should_be_refused_in_the_words_for_the_original() {
        ChatTemplate never = ChatTemplate.of("{{ raise_exception(messages|length ~ ' are too many') }}", "", "");

        for (String conversation : List.of("u", "uu", "sauu", "a")) {
            assertThatExceptionOfType(ChatTemplateException.class)
                    .isThrownBy(() -> never.render(messages(conversation), true))
                    .withMessage(conversation.length() + " are too many")
                    .matches(ChatTemplateException::isRefusal);
        }
    }

    @Test
    void a_template_that_fails_should_not_be_tried_again() {
        List<String> log = new ArrayList<>();
        int[] calls = {0};
        ChatTemplate broken = ChatTemplate.of("{{ 1 // 0 }}", "", "");

        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> new ConversationMender(log::add).render(messages("sau"), messages -> {
                    calls[0]++;
                    return broken.render(messages, true);
                }))
                .withMessageContaining("line 1")
                .matches(e -> !e.isRefusal());
        assertThat(calls[0]).isOne();
        assertThat(log).isEmpty();
    }

    /** Any conversation with a user message is answered, and all that users say from the first question on is in it. */
    @ParameterizedTest
    @ValueSource(strings = {"Llama-2-7b-chat", "Mistral-7B-Instruct", "Mistral-Nemo-Instruct-2407", "gemma"})
    void should_render_any_conversation(String name) {
        ChatTemplate template = template(name);
        Random random = new Random(21);
        for (int round = 0; round < 400; round++) {
            StringBuilder any = new StringBuilder();
            int length = 1 + random.nextInt(9);
            for (int i = 0; i < length; i++) {
                any.append("suuaact".charAt(random.nextInt(7)));
            }
            String conversation = any.append('u').toString();

            String rendered =
                    template.render(messages(conversation), random.nextBoolean() ? List.of(TOOL) : List.of(), true);

            for (int i = 0; i < conversation.length(); i++) {
                if (conversation.charAt(i) == 'u') {
                    assertThat(rendered).as(conversation).contains("u" + i);
                }
            }
        }
    }

    private static List<Map<String, Object>> messages(String conversation) {
        List<Map<String, Object>> messages = new ArrayList<>();
        String lastCall = "";
        for (int i = 0; i < conversation.length(); i++) {
            String text = conversation.charAt(i) + Integer.toString(i);
            Map<String, Object> message = new HashMap<>(Map.of("role", role(conversation.charAt(i)), "content", text));
            if (conversation.charAt(i) == 'c') {
                lastCall = "call_" + i;
                message.put("content", "");
                message.put("tool_calls", List.of(Map.of("id", lastCall, "type", "function", "function", call())));
            } else if (conversation.charAt(i) == 't' || conversation.charAt(i) == 'o') {
                message.put("name", "f");
                message.put("tool_call_id", conversation.charAt(i) == 't' ? lastCall : "none");
            }
            messages.add(message);
        }
        return messages;
    }

    private static String role(char letter) {
        return switch (letter) {
            case 's' -> "system";
            case 'u' -> "user";
            case 't', 'o' -> "tool";
            default -> "assistant";
        };
    }

    private static ChatTemplate template(String name) {
        return ChatTemplate.of(name.equals("gemma") ? GEMMA : resource(name), "<s>", "</s>");
    }

    private static String resource(String name) {
        return ToolTemplatesTest.resource("templates/" + name + ".jinja");
    }

    /** In the order in which texts show it: that of {@link Map#of} differs from JVM to JVM. */
    private static Map<String, Object> call() {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("name", "f");
        call.put("arguments", Map.of("x", 1));
        return call;
    }
}
