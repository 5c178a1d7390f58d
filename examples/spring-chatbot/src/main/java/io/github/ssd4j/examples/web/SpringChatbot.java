package io.github.ssd4j.examples.web;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** The chat page and its server. Options are properties: {@code --chatbot.model=...}, {@code --server.port=...}. */
@SpringBootApplication
@EnableConfigurationProperties(ChatbotProperties.class)
public class SpringChatbot {

    private static final int FAILED = 1;

    /** Runs the server; where it cannot start, ends the JVM, also Maven's, with exit code 1. */
    public static void main(String[] args) {
        try {
            SpringApplication.run(SpringChatbot.class, args);
        } catch (RuntimeException e) {
            // Spring Boot has said why.
            System.exit(FAILED);
        }
    }
}
