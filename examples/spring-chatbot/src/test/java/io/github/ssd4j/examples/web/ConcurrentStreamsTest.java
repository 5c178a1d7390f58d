package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ssd4j.examples.web.ChatClient.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;

/** Many browsers at once on one engine, which lets few of them wait. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "langchain4j.ssd.engine.dtype=float32",
            "langchain4j.ssd.engine.max-queue=6",
            "chatbot.max-answer-tokens=60",
            "chatbot.keep-alive=50ms",
            // Fewer than browsers: they have to share.
            "chatbot.writer-threads=3",
            "server.tomcat.threads.min-spare=30",
            "server.tomcat.threads.max=30"
        })
@Timeout(180)
class ConcurrentStreamsTest extends ServerTest {

    private static final int BROWSERS = 20;

    @Test
    void should_answer_or_refuse_every_browser_and_leave_no_thread_behind() throws Exception {
        // given
        client.answer(client.converse(), TinyModel.QUESTION);
        awaitQuiet();
        Map<String, Long> before = threads();

        // when
        List<String> all = inParallel(this::askUntilTheEnd);
        List<String> withDeserters = inParallel(this::askAndPerhapsLeave);

        // then
        assertThat(all).hasSize(BROWSERS).contains("answered").containsOnly("answered", "refused");
        assertThat(withDeserters).hasSize(BROWSERS).contains("left").containsOnly("answered", "refused", "left");
        awaitQuiet();
        await().untilAsserted(() -> assertThat(threads()).isEqualTo(before));
        assertThat(askUntilTheEnd(0)).isEqualTo("answered");
    }

    private void awaitQuiet() {
        await().untilAsserted(() -> {
            assertThat(service.inEngine()).isZero();
            assertThat(streams.size()).isZero();
            assertThat(threads()).doesNotContainKey("chat-writer-");
        });
    }

    private String askUntilTheEnd(int browser) {
        try (ChatClient.Stream stream = client.ask(client.converse(), TinyModel.QUESTION)) {
            return stream.status() == 429 ? "refused" : outcome(stream.rest());
        }
    }

    /** Every second browser leaves: some while they wait, some at the first word. */
    private String askAndPerhapsLeave(int browser) {
        if (browser % 2 == 0) {
            return askUntilTheEnd(browser);
        }
        try (ChatClient.Stream stream = client.ask(client.converse(), TinyModel.QUESTION)) {
            if (stream.status() == 429) {
                return "refused";
            }
            if (browser % 4 == 1) {
                stream.next();
            } else {
                stream.await("piece");
            }
            return "left";
        }
    }

    private static String outcome(List<Event> events) {
        Event last = events.get(events.size() - 1);
        if (last.name().equals("error")) {
            return last.data().get("code").asString().equals("queue-full") ? "refused" : "failed: " + last.data();
        }
        assertThat(ChatClient.textOf(events)).startsWith(TinyModel.STORY);
        return "answered";
    }

    private interface Browser {
        String run(int number);
    }

    private static List<String> inParallel(Browser browser) throws Exception {
        ExecutorService browsers = Executors.newFixedThreadPool(BROWSERS);
        try {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < BROWSERS; i++) {
                int number = i;
                tasks.add(() -> browser.run(number));
            }
            List<String> outcomes = new ArrayList<>();
            for (Future<String> outcome : browsers.invokeAll(tasks)) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        } finally {
            browsers.shutdown();
        }
    }

    /** The live threads by name, without numbers; those of the test and its HTTP client aside. */
    private static Map<String, Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName().replaceAll("\\d+(-exec)?", ""))
                .filter(name -> Stream.of("HttpClient", "pool-", "awaitility").noneMatch(name::startsWith))
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    }
}
