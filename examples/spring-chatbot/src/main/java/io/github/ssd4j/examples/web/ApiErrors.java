package io.github.ssd4j.examples.web;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Refusals as problem details (RFC 9457) whose {@code detail} is a sentence for the user. */
@RestControllerAdvice(assignableTypes = {ConversationController.class, ModelController.class})
final class ApiErrors {

    private static final String RETRY_AFTER_SECONDS = "3";

    @ExceptionHandler({IllegalArgumentException.class, InvalidRequestException.class, UnsupportedFeatureException.class
    })
    ResponseEntity<ProblemDetail> badRequest(RuntimeException refusal) {
        return problem(HttpStatus.BAD_REQUEST, refusal);
    }

    @ExceptionHandler(Conversations.UnknownException.class)
    ResponseEntity<ProblemDetail> notFound(RuntimeException refusal) {
        return problem(HttpStatus.NOT_FOUND, refusal);
    }

    @ExceptionHandler({Conversation.BusyException.class, Conversation.FullException.class})
    ResponseEntity<ProblemDetail> conflict(RuntimeException refusal) {
        return problem(HttpStatus.CONFLICT, refusal);
    }

    @ExceptionHandler({QuestionQueue.FullException.class, Conversations.FullException.class, RateLimitException.class})
    ResponseEntity<ProblemDetail> tooManyRequests(RuntimeException refusal) {
        return problem(HttpStatus.TOO_MANY_REQUESTS, refusal);
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, RuntimeException refusal) {
        ResponseEntity.BodyBuilder response =
                ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (status == HttpStatus.TOO_MANY_REQUESTS) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return response.body(ProblemDetail.forStatusAndDetail(status, String.valueOf(refusal.getMessage())));
    }
}
