package io.github.ssd4j.examples.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import io.github.ssd4j.examples.web.Conversation.Asked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Conversations over a restart of the server. */
@ExtendWith(OutputCaptureExtension.class)
class ConversationStoreTest {

    @TempDir
    private Path parent;

    private Path folder;
    private Conversations conversations;

    @BeforeEach
    void start() {
        folder = parent.resolve("conversations");
        restart();
    }

    private void restart() {
        ChatbotProperties properties = TestProperties.with(folder.toString(), 20, 20, 10_000);
        conversations = new Conversations(properties, new ConversationStore(properties));
    }

    @Test
    void conversation_should_survive_with_all_its_versions_and_what_the_model_remembers() throws IOException {
        // given
        Conversation conversation = conversations.create();
        answer(conversation, new Asked("Hello", null, null), "Hi");
        answer(conversation, new Asked("More", null, null), "Yes");
        answer(conversation, new Asked("Less", "q2", null), "No");
        answer(conversation, new Asked(null, null, "q3"), "Never");
        conversation.rename("My talk");
        Conversation.View view = conversation.view();
        assertThat(texts(view)).containsExactly("Hello", "Hi", "Less", "Never");

        // when
        restart();

        // then
        Conversation restored = conversations.get(conversation.id());
        assertThat(restored.view()).isEqualTo(view);
        assertThat(restored.title()).isEqualTo("My talk");
        assertThat(texts(restored.show("q2"))).containsExactly("Hello", "Hi", "More", "Yes");
        Turn next = begin(restored, new Asked("And?", null, null));
        assertThat(next.memory().messages())
                .containsExactly(
                        UserMessage.from("Hello"),
                        AiMessage.from("Hi"),
                        UserMessage.from("More"),
                        AiMessage.from("Yes"));
        assertThat(files()).containsExactly(conversation.id() + ".json");
        assertThat(Files.getPosixFilePermissions(folder))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ,
                        PosixFilePermission.OWNER_WRITE,
                        PosixFilePermission.OWNER_EXECUTE);
    }

    @Test
    void answer_that_was_being_written_should_be_stopped() {
        // given
        Conversation conversation = conversations.create();
        begin(conversation, new Asked("Hello", null, null));

        // when
        restart();

        // then
        Conversation.View view = conversations.get(conversation.id()).view();
        assertThat(view.answering()).isFalse();
        assertThat(((Message.Reply) view.messages().get(1)).outcome()).isEqualTo(Outcome.STOPPED);
    }

    @Test
    void answer_that_the_end_of_the_server_stops_should_be_kept() {
        // given
        Conversation conversation = conversations.create();
        Turn turn = begin(conversation, new Asked("Hello", null, null));
        turn.reply().add(new Message.Piece("Hi", null, 1));

        // when
        conversations.close();
        restart();

        // then
        assertThat(texts(conversations.get(conversation.id()).view())).containsExactly("Hello", "Hi");
    }

    @Test
    void what_cannot_be_read_should_be_set_aside_with_a_line_in_the_log(CapturedOutput log) throws IOException {
        // given
        Conversation good = conversations.create();
        answer(good, new Asked("Hello", null, null), "Hi");
        Conversation torn = conversations.create();
        answer(torn, new Asked("Hello", null, null), "Hi");
        Conversation newer = conversations.create();
        answer(newer, new Asked("Hello", null, null), "Hi");
        Conversation lost = conversations.create();
        answer(lost, new Asked("Hello", null, null), "Hi");
        String file = Files.readString(file(torn), UTF_8);
        Files.writeString(file(torn), file.substring(0, file.length() / 2));
        Files.writeString(file(newer), Files.readString(file(newer)).replace("\"format\":1", "\"format\":2"));
        Files.writeString(file(lost), Files.readString(file(lost)).replace("\"parent\":\"\"", "\"parent\":\"a7\""));

        // when
        restart();

        // then
        assertThat(texts(conversations.get(good.id()).view())).containsExactly("Hello", "Hi");
        for (Conversation bad : List.of(torn, newer, lost)) {
            assertThatThrownBy(() -> conversations.get(bad.id())).isInstanceOf(Conversations.UnknownException.class);
            assertThat(files()).contains(bad.id() + ".json.unreadable");
            assertThat(log).contains("set aside as " + file(bad) + ".unreadable");
        }
        assertThat(log).contains("it has the format 2, and this version reads 1", "it speaks of 'a7'");
    }

    @Test
    void deleted_and_forgotten_conversations_should_have_no_file() throws IOException {
        // given
        ChatbotProperties two = TestProperties.with(folder.toString(), 2, 20, 10_000);
        conversations = new Conversations(two, new ConversationStore(two));
        Conversation first = conversations.create();
        answer(first, new Asked("Hello", null, null), "Hi");
        Conversation second = conversations.create();
        answer(second, new Asked("Hello", null, null), "Hi");

        // when
        Conversation third = conversations.create();
        answer(third, new Asked("Hello", null, null), "Hi");
        conversations.delete(second.id());

        // then
        assertThat(files()).containsExactly(third.id() + ".json");
    }

    @Test
    void conversation_should_go_on_where_nothing_can_be_written(CapturedOutput log) throws IOException {
        // given
        Files.writeString(folder, "a file where the folder should be");
        Conversation conversation = conversations.create();

        // when
        answer(conversation, new Asked("Hello", null, null), "Hi");

        // then
        assertThat(texts(conversation.view())).containsExactly("Hello", "Hi");
        assertThat(log).contains("a conversation is not stored in");
    }

    private Path file(Conversation conversation) {
        return folder.resolve(conversation.id() + ".json");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void answer(Conversation conversation, Asked asked, String text) {
        Turn turn = begin(conversation, asked);
        turn.reply().add(new Message.Piece(text, "look-up", 1));
        turn.stop();
    }

    private static Turn begin(Conversation conversation, Asked asked) {
        String question = String.valueOf(conversation.textOf(asked));
        return conversation.begin(asked, question, remembered -> {
            AnswerMemory memory = new AnswerMemory(MessageWindowChatMemory.withMaxMessages(100));
            memory.set(remembered);
            EventStream nowhere = new EventStream(task -> {}, closed -> {}, "");
            return new Turn(conversation, question, memory, false, nowhere);
        });
    }

    private static List<String> texts(Conversation.View view) {
        return view.messages().stream()
                .map(message -> message instanceof Message.Question question
                        ? question.text()
                        : ((Message.Reply) message).text())
                .toList();
    }
}
