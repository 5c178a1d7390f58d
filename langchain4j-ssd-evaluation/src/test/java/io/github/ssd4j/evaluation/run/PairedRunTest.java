package io.github.ssd4j.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.prompt.Conversation;
import io.github.ssd4j.evaluation.prompt.Message;
import io.github.ssd4j.evaluation.prompt.Role;
import io.github.ssd4j.measurement.speed.PassCosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairedRunTest {

    private static final Question ONE = new Question("1", "qa", List.of("first?"), List.of());
    private static final Question TWO = new Question("2", "chat", List.of("second?", "and then?"), List.of());
    private static final Question THREE = new Question("3", "qa", List.of("third?"), List.of());

    private final Deque<Long> nanos = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();
    private int repeats = 1;
    private final List<Integer> contexts = new ArrayList<>();
    private Path file;

    @BeforeEach
    void setUp(@TempDir Path folder) {
        file = folder.resolve("journal.jsonl");
    }

    @Test
    void should_ask_in_turn_category_by_category_and_change_who_is_first() {
        List<AskedQuestion> asked = run(List.of(ONE, TWO, THREE), 1, 0, Integer.MAX_VALUE);

        assertThat(calls)
                .containsExactly(
                        "a 1#0 first?",
                        "b 1#0 first?",
                        "b 3#0 third?",
                        "a 3#0 third?",
                        "a 2#0 second?",
                        "b 2#0 second?",
                        "a 2#0 second?|a says 5|and then?",
                        "b 2#0 second?|a says 5|and then?");
        assertThat(asked).extracting(AskedQuestion::id).containsExactly("1", "3", "2");
        assertThat(asked.get(2).turns()).hasSize(2);
        assertThat(asked.get(1).turns().get(0)).extracting(Answer::text).containsExactly("a says 4", "b says 3");
        assertThat(contexts).containsExactly(10, 10);
    }

    @Test
    void should_warm_up_with_the_first_questions_and_answer_each_several_times() {
        List<AskedQuestion> asked = run(List.of(ONE), 2, 1, Integer.MAX_VALUE);

        assertThat(calls)
                .containsExactly(
                        "a warm-up0 first?",
                        "b warm-up0 first?",
                        "a 1#0 first?",
                        "b 1#0 first?",
                        "b 1#1 first?",
                        "a 1#1 first?");
        assertThat(asked).extracting(AskedQuestion::sample).containsExactly(0, 1);
    }

    @Test
    void should_count_the_fastest_of_several_runs_with_the_first_reading_of_the_prompt() {
        repeats = 3;
        nanos.addAll(List.of(500L, 400L, 300L, 450L, 200L, 600L));

        List<AskedQuestion> asked = run(List.of(ONE), 1, 0, Integer.MAX_VALUE);

        assertThat(calls).extracting(call -> call.substring(0, 1)).containsExactly("a", "b", "b", "a", "a", "b");
        List<Answer> answers = asked.get(0).turns().get(0);
        assertThat(answers).extracting(Answer::decodeNanos).containsExactly(200L, 300L);
        assertThat(answers).extracting(Answer::totalNanos).containsExactly(300L, 400L);
    }

    @Test
    void should_go_on_where_it_was_stopped() {
        List<AskedQuestion> some = run(List.of(ONE, TWO, THREE), 1, 1, 2);
        calls.clear();
        contexts.clear();
        List<AskedQuestion> all = run(List.of(ONE, TWO, THREE), 1, 1, Integer.MAX_VALUE);

        assertThat(some).extracting(AskedQuestion::id).containsExactly("1");
        assertThat(calls).startsWith("a warm-up0 first?", "b warm-up0 first?", "b 3#0 third?");
        assertThat(all).extracting(AskedQuestion::id).containsExactly("1", "3", "2");
        assertThat(all.get(0)).isEqualTo(some.get(0));

        calls.clear();
        assertThat(run(List.of(ONE, TWO, THREE), 1, 1, Integer.MAX_VALUE)).isEqualTo(all);
        assertThat(calls).isEmpty();
        assertThat(contexts).hasSize(2);
    }

    @Test
    void should_leave_out_what_does_not_fit_and_go_on() {
        Question tooLong = new Question("0", "qa", List.of("too long"), List.of());

        List<AskedQuestion> asked = run(List.of(tooLong, ONE), 1, 2, Integer.MAX_VALUE);

        assertThat(asked.get(0).turns()).isEmpty();
        assertThat(asked.get(0).leftOut()).isEqualTo("it is too long");
        assertThat(asked.get(1).turns()).hasSize(1);
    }

    @Test
    void another_run_should_not_use_the_answers() throws IOException {
        run(List.of(ONE), 1, 0, Integer.MAX_VALUE);
        String before = Files.readString(file);

        try (RunJournal journal = new RunJournal(file, Map.of("model", "another"))) {
            assertThat(journal.isEmpty()).isTrue();
            assertThat(journal.find("1", 0)).isEmpty();
        }
        assertThat(file.resolveSibling("journal.jsonl.old")).hasContent(before);
    }

    @Test
    void should_survive_that_its_last_line_was_cut() throws IOException {
        List<AskedQuestion> asked = run(List.of(ONE, THREE), 1, 0, Integer.MAX_VALUE);
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.lastIndexOf("\"id\":\"3\"") + 30));

        try (RunJournal journal = new RunJournal(file, Map.of("model", "m"))) {
            assertThat(journal.find("1", 0)).contains(asked.get(0));
            assertThat(journal.find("3", 0)).isEmpty();
            journal.beginAnew();
            assertThat(journal.isEmpty()).isTrue();
        }
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    /** Stops after so many questions were begun. */
    private List<AskedQuestion> run(List<Question> questions, int samples, int warmUps, int stopAfter) {
        int[] asked = {0};
        PairedRun.Settings settings = new PairedRun.Settings(samples, repeats, warmUps, 7, context -> {
            contexts.add(context);
            return Optional.of(new PassCosts(context, List.of(0.5), List.of(1.0, 1.1)));
        });
        try (RunJournal journal = new RunJournal(file, Map.of("model", "m"))) {
            return new PairedRun(
                            List.of(new Speaker("a"), new Speaker("b")),
                            PairedRunTest::prompt,
                            settings,
                            journal,
                            new Silence(),
                            () -> asked[0]++ >= stopAfter)
                    .ask(questions);
        }
    }

    private static Conversation prompt(Question question, List<String> answers) {
        List<Message> messages = new ArrayList<>();
        for (int turn = 0; turn <= answers.size(); turn++) {
            messages.add(new Message(Role.USER, question.turns().get(turn)));
            if (turn < answers.size()) {
                messages.add(new Message(Role.ASSISTANT, answers.get(turn)));
            }
        }
        return new Conversation(messages, false);
    }

    private final class Speaker implements Contestant {

        private final String name;

        Speaker(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Answer answer(String session, Conversation conversation, long seed) {
            List<String> texts =
                    conversation.messages().stream().map(Message::text).toList();
            if (texts.contains("too long")) {
                throw new LeftOutException("it is too long");
            }
            calls.add(name + " " + session + " " + String.join("|", texts));
            long decode = nanos.isEmpty() ? 400 : nanos.remove();
            return new Answer(name + " says " + calls.size(), null, 8, 4, 4, decode, decode + 100, Rounds.NONE);
        }

        @Override
        public void close() {}
    }

    private static final class Silence implements RunListener {

        @Override
        public void onWarmUp(int done, int total) {}

        @Override
        public void onContestant(String question, String contestant) {}

        @Override
        public void onQuestion(AskedQuestion asked, int done, int total) {}

        @Override
        public void onCosts(String category) {}
    }
}
