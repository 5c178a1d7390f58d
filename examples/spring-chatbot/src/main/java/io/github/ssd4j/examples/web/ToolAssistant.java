package io.github.ssd4j.examples.web;

import dev.langchain4j.service.spring.AiService;
import dev.langchain4j.service.spring.AiServiceWiringMode;

/** An assistant that may ask the clock. A service of its own, because descriptions of tools confuse a small model. */
@AiService(
        wiringMode = AiServiceWiringMode.EXPLICIT,
        streamingChatModel = Assistant.MODEL,
        chatMemoryProvider = Assistant.MEMORIES,
        tools = ClockTools.NAME)
interface ToolAssistant extends Assistant {}
