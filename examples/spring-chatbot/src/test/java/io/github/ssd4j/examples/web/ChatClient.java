package io.github.ssd4j.examples.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server as a browser sees it. */
final class ChatClient {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String root;

    ChatClient(int port) {
        this.root = "http://localhost:" + port + "/api";
    }

    /** An event of a stream; a comment has the name {@code :}. */
    record Event(String name, JsonNode data) {}

    HttpResponse<String> send(String method, String path, String body) {
        return exchange(method, path, body, HttpResponse.BodyHandlers.ofString());
    }

    JsonNode get(String path) {
        return JSON.readTree(send("GET", path, "").body());
    }

    /** Begins a conversation and gives its path. */
    String converse() {
        return "/conversations/"
                + JSON.readTree(send("POST", "/conversations", "").body())
                        .get("id")
                        .asString();
    }

    /** The last message of a conversation. */
    JsonNode lastMessage(String conversation) {
        JsonNode messages = get(conversation).get("messages");
        return messages.get(messages.size() - 1);
    }

    boolean isAnswering(String conversation) {
        return get(conversation).get("answering").asBoolean();
    }

    /** Asks and reads the answer as it comes; the caller closes it. */
    Stream ask(String conversation, String body) {
        return new Stream(
                exchange("POST", conversation + "/messages", body, HttpResponse.BodyHandlers.ofInputStream()));
    }

    /** Asks and waits for the end of the answer. */
    List<Event> answer(String conversation, String body) {
        try (Stream stream = ask(conversation, body)) {
            return stream.rest();
        }
    }

    static String text(String text) {
        return JSON.writeValueAsString(java.util.Map.of("text", text));
    }

    /** The text of the pieces. */
    static String textOf(List<Event> events) {
        return events.stream()
                .filter(event -> event.name().equals("piece"))
                .map(event -> event.data().get("text").asString())
                .collect(Collectors.joining());
    }

    private <T> HttpResponse<T> exchange(String method, String path, String body, HttpResponse.BodyHandler<T> handler) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream, application/json;q=0.9")
                .timeout(Duration.ofMinutes(2))
                .build();
        try {
            return HTTP.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A streamed answer. Closing it before its end is what a closed tab does. */
    static final class Stream implements AutoCloseable {

        private final HttpResponse<InputStream> response;
        private final BufferedReader lines;

        Stream(HttpResponse<InputStream> response) {
            this.response = response;
            this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The whole body, where it is no stream of events. */
        JsonNode problem() {
            return JSON.readTree(lines.lines().collect(Collectors.joining("\n")));
        }

        /** The next event; empty at the end. */
        Optional<Event> next() {
            String name = "";
            String data = "";
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith(":")) {
                        name = ":";
                    } else if (line.startsWith("event:")) {
                        name = line.substring("event:".length());
                    } else if (line.startsWith("data:")) {
                        data = line.substring("data:".length());
                    } else if (line.isEmpty() && !name.isEmpty()) {
                        return Optional.of(new Event(name, data.isEmpty() ? JSON.nullNode() : JSON.readTree(data)));
                    }
                }
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Reads until an event of that name. */
        Event await(String name) {
            for (Optional<Event> event = next(); event.isPresent(); event = next()) {
                if (event.get().name().equals(name)) {
                    return event.get();
                }
            }
            throw new AssertionError("the stream ended without the event " + name);
        }

        /** All that is left, without comments. */
        List<Event> rest() {
            List<Event> events = new ArrayList<>();
            for (Optional<Event> event = next(); event.isPresent(); event = next()) {
                event.filter(some -> !some.name().equals(":")).ifPresent(events::add);
            }
            return events;
        }

        @Override
        public void close() {
            try {
                lines.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
