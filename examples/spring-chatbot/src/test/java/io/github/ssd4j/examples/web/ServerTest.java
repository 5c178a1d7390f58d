package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole server with the built-in model, through HTTP, with a conversation begun. */
@Import(Requests.class)
abstract class ServerTest {

    @Autowired
    ChatService service;

    @Autowired
    EventStreams streams;

    @Autowired
    Requests requests;

    ChatClient client;
    String conversation;

    @DynamicPropertySource
    static void model(DynamicPropertyRegistry registry) {
        registry.add("chatbot.model", TinyModel::path);
    }

    @BeforeEach
    void converse(@LocalServerPort int port) {
        client = new ChatClient(port);
        conversation = client.converse();
    }

    @AfterEach
    void should_leave_nothing_behind() {
        await().untilAsserted(() -> {
            assertThat(service.inEngine()).isZero();
            assertThat(streams.size()).isZero();
        });
    }
}
