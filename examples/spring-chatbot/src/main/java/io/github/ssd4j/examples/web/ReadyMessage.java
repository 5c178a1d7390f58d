package io.github.ssd4j.examples.web;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says in the terminal where the page is, once everything runs. */
@Component
final class ReadyMessage {

    private final Environment environment;

    ReadyMessage(Environment environment) {
        this.environment = environment;
    }

    @EventListener(ApplicationReadyEvent.class)
    void show() {
        System.err.printf(
                "%nThe chatbot is ready: open http://localhost:%s (Ctrl-C ends it)%n",
                environment.getProperty("local.server.port"));
    }
}
