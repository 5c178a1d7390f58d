package io.github.ssd4j.examples.web;

import dev.langchain4j.service.spring.AiService;
import dev.langchain4j.service.spring.AiServiceWiringMode;

/** An assistant that only talks. */
@AiService(
        wiringMode = AiServiceWiringMode.EXPLICIT,
        streamingChatModel = Assistant.MODEL,
        chatMemoryProvider = Assistant.MEMORIES)
interface PlainAssistant extends Assistant {}
