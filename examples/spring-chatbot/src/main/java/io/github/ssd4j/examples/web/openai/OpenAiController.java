package io.github.ssd4j.examples.web.openai;

import io.github.ssd4j.SsdEngine;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** What clients of OpenAI ask of a server to chat. An API key is neither needed nor looked at. */
@RestController
@RequestMapping("/v1")
final class OpenAiController {

    private static final String RETRY_AFTER_SECONDS = "3";

    private final SsdEngine engine;
    private final Completions completions;
    private final long started = Instant.now().getEpochSecond();

    OpenAiController(SsdEngine engine, Completions completions) {
        this.engine = engine;
        this.completions = completions;
    }

    /** @param created when it was loaded, in seconds since 1970 */
    @JsonNaming(SnakeCaseStrategy.class)
    record Model(String id, String object, long created, String ownedBy) {}

    record Models(String object, List<Model> data) {}

    @GetMapping("/models")
    Models models() {
        return new Models("list", List.of(loaded()));
    }

    @GetMapping("/models/{id}")
    Model model(@PathVariable String id) {
        if (!id.equals(engine.modelName())) {
            throw OpenAiException.unknownModel(id);
        }
        return loaded();
    }

    private Model loaded() {
        return new Model(engine.modelName(), "model", started, "langchain4j-ssd");
    }

    /** Only JSON, which no page of another site can send here without being asked for its origin. */
    @PostMapping(path = "/chat/completions", consumes = MediaType.APPLICATION_JSON_VALUE)
    DeferredResult<ResponseEntity<SseEmitter>> complete(@RequestBody byte[] body) {
        return completions.begin(RequestReader.read(body));
    }

    @ExceptionHandler
    ResponseEntity<OpenAiException.Body> refuse(OpenAiException refusal) {
        ResponseEntity.BodyBuilder response =
                ResponseEntity.status(refusal.status()).contentType(MediaType.APPLICATION_JSON);
        if (refusal.status() == HttpStatus.TOO_MANY_REQUESTS) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return response.body(refusal.body());
    }
}
