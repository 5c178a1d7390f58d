package io.github.ssd4j.examples.web;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.langchain4j.service.memory.ChatMemoryAccess;

/** What LangChain4j makes an AI service of, once without and once with tools. */
interface Assistant extends ChatMemoryAccess {

    /** Names of beans that the services are wired to. */
    String MODEL = "ssdStreamingChatModel";

    String MEMORIES = "turnMemories";

    /**
     * Answers a question; nothing happens before the stream is started.
     *
     * @param turn keeps the memory
     * @param question put into the template, so that braces in it mean nothing
     */
    @UserMessage("{{question}}")
    TokenStream answer(@MemoryId Turn turn, @V("question") String question, ChatRequestParameters parameters);
}
