package io.github.ssd4j.examples.web;

import io.github.ssd4j.SsdEngine;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Conversations over HTTP. */
@RestController
@RequestMapping("/api/conversations")
final class ConversationController {

    private final Conversations conversations;
    private final ChatService chat;
    private final SsdEngine engine;

    ConversationController(Conversations conversations, ChatService chat, SsdEngine engine) {
        this.conversations = conversations;
        this.chat = chat;
        this.engine = engine;
    }

    @PostMapping
    ResponseEntity<Conversation.View> create() {
        Conversation.View made = conversations.create().view();
        return ResponseEntity.created(URI.create("/api/conversations/" + made.id()))
                .body(made);
    }

    @GetMapping("/{id}")
    ResponseEntity<Conversation.View> get(@PathVariable String id) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(conversations.get(id).view());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        conversations.delete(id);
    }

    /** Answers a question by a stream of events. */
    @PostMapping("/{id}/messages")
    ResponseEntity<SseEmitter> ask(@PathVariable String id, @RequestBody ChatService.Question question) {
        EventStream answer = chat.ask(conversations.get(id), question);
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                // Proxies are not to collect what should be seen at once.
                .header("X-Accel-Buffering", "no")
                .body(answer.emitter());
    }

    @PostMapping("/{id}/stop")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void stop(@PathVariable String id) {
        conversations.get(id).stop();
    }

    @PatchMapping("/{id}")
    Title rename(@PathVariable String id, @RequestBody Title title) {
        Conversation conversation = conversations.get(id);
        conversation.rename(title.title());
        return new Title(conversation.title());
    }

    record Title(@Nullable String title) {}

    /** Shows another version of a question or an answer. */
    @PostMapping("/{id}/shown")
    Conversation.View show(@PathVariable String id, @RequestBody Shown shown) {
        return conversations.get(id).show(String.valueOf(shown.message()));
    }

    /** @param message the id of a question or an answer */
    record Shown(@Nullable String message) {}

    @PostMapping("/search")
    List<Search.Found> search(@RequestBody Search search) {
        return search.in(conversations);
    }

    /** The conversation as a file. */
    @GetMapping("/{id}/export")
    ResponseEntity<Object> export(@PathVariable String id, @RequestParam String format) {
        Export export = Export.of(conversations.get(id).view(), engine.modelName());
        Export.Format wanted = Export.Format.named(format);
        ContentDisposition attachment = ContentDisposition.attachment()
                .filename(export.fileName(wanted), StandardCharsets.UTF_8)
                .build();
        return ResponseEntity.ok()
                .contentType(wanted.type())
                .cacheControl(CacheControl.noStore())
                .header(HttpHeaders.CONTENT_DISPOSITION, attachment.toString())
                .body(wanted == Export.Format.MARKDOWN ? export.markdown() : export);
    }
}
