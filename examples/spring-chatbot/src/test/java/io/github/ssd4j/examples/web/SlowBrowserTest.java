package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.context.annotation.Bean;

/** A browser that reads nothing, behind buffers so small that the server has to wait for it. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"chatbot.max-answer-tokens=250", "chatbot.writer-threads=2"})
@Timeout(120)
class SlowBrowserTest extends ServerTest {

    private static final int SMALL_BUFFER = 1024;

    @LocalServerPort
    private int port;

    @TestConfiguration
    static class SmallBuffers {
        @Bean
        TomcatConnectorCustomizer smallBuffers() {
            return connector -> connector.setProperty("socket.txBufSize", String.valueOf(SMALL_BUFFER));
        }
    }

    @Test
    void should_hold_up_neither_the_engine_nor_another_browser() throws IOException {
        try (Socket slow = new Socket()) {
            // given
            slow.setReceiveBufferSize(SMALL_BUFFER);
            slow.connect(new InetSocketAddress("localhost", port));
            slow.getOutputStream().write(request(client.converse()).getBytes(StandardCharsets.UTF_8));

            // when
            await().until(() -> streams.size() == 1);
            await().until(() -> service.inEngine() == 0);
            String other = ChatClient.textOf(client.answer(client.converse(), TinyModel.QUESTION));

            // then
            assertThat(other).hasSizeGreaterThan(250);
            assertThat(streams.size()).isEqualTo(1);
        }
        await().until(() -> streams.size() == 0);
    }

    private static String request(String conversation) {
        return """
                POST /api%s/messages HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/json\r
                Content-Length: %s\r
                \r
                %s""".formatted(conversation, TinyModel.QUESTION.length(), TinyModel.QUESTION);
    }
}
