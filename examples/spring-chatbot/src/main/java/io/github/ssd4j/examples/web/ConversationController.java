package io.github.ssd4j.examples.web;

import java.net.URI;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Conversations over HTTP. */
@RestController
@RequestMapping("/api/conversations")
final class ConversationController {

    private final Conversations conversations;
    private final ChatService chat;

    ConversationController(Conversations conversations, ChatService chat) {
        this.conversations = conversations;
        this.chat = chat;
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
}
