package io.github.ssd4j.examples.web;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question, an answer to it, and what they follow. Its conversation guards it. */
final class Exchange {

    private final String id;
    private final String questionId;
    private final String question;
    private final @Nullable Exchange parent;
    private final GrowingReply reply;
    private Said said;

    /**
     * What came into the model's memory.
     *
     * @param messages with calls of tools and their results
     * @param kept how many messages the model remembers behind them, of the whole path; the oldest are forgotten first
     */
    record Said(List<ChatMessage> messages, int kept) {

        /** A question, and an answer that is not complete. */
        static Said of(String question, String answer, int before) {
            return new Said(List.of(UserMessage.from(question), AiMessage.from(answer)), before + 2);
        }
    }

    /**
     * @param id of the answer
     * @param questionId the same for several answers to one question
     * @param parent what it follows; null at the beginning
     */
    Exchange(String id, String questionId, String question, @Nullable Exchange parent, GrowingReply reply) {
        this.id = id;
        this.questionId = questionId;
        this.question = question;
        this.parent = parent;
        this.reply = reply;
        this.said = new Said(List.of(), parent == null ? 0 : parent.said.kept());
    }

    String id() {
        return id;
    }

    String questionId() {
        return questionId;
    }

    String question() {
        return question;
    }

    @Nullable
    Exchange parent() {
        return parent;
    }

    GrowingReply reply() {
        return reply;
    }

    Said said() {
        return said;
    }

    void remember(Said said) {
        this.said = said;
    }

    int characters() {
        return question.length() + reply.characters();
    }

    /** What the model remembers when it is over. */
    List<ChatMessage> memory() {
        List<Exchange> path = path();
        List<ChatMessage> all = new ArrayList<>();
        path.forEach(exchange -> all.addAll(exchange.said.messages()));
        return List.copyOf(all.subList(Math.max(0, all.size() - said.kept()), all.size()));
    }

    /** From the beginning to here. */
    List<Exchange> path() {
        List<Exchange> path = new ArrayList<>();
        for (Exchange exchange = this; exchange != null; exchange = exchange.parent) {
            path.add(0, exchange);
        }
        return path;
    }
}
