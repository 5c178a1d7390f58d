package io.github.ssd4j.spring;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import io.github.ssd4j.SsdChatModel;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdStreamingChatModel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;

/**
 * One {@link SsdEngine}, loaded once, and the chat models that share it. Switched on by {@code langchain4j.ssd.engine.model},
 * or by an engine bean of the application's own.
 */
@AutoConfiguration
@EnableConfigurationProperties(SsdProperties.class)
public class SsdAutoConfiguration {

    @Bean
    @ConditionalOnProperty(SsdProperties.MODEL)
    @ConditionalOnMissingBean
    SsdEngine ssdEngine(SsdProperties properties, ResourceLoader resources) {
        return new EngineLoader(properties, resources).load();
    }

    @Bean
    @ConditionalOnBean(SsdEngine.class)
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = SsdProperties.PREFIX + ".chat-model.enabled", matchIfMissing = true)
    SsdChatModel ssdChatModel(SsdEngine engine, SsdProperties properties, ObjectProvider<ChatModelListener> listeners) {
        return ChatModels.configure(SsdChatModel.builder(), properties.chatModel())
                .engine(engine)
                .listeners(listeners.orderedStream().toList())
                .build();
    }

    @Bean
    @ConditionalOnBean(SsdEngine.class)
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = SsdProperties.PREFIX + ".streaming-chat-model.enabled", matchIfMissing = true)
    SsdStreamingChatModel ssdStreamingChatModel(
            SsdEngine engine, SsdProperties properties, ObjectProvider<ChatModelListener> listeners) {
        return ChatModels.configure(SsdStreamingChatModel.builder(), properties.streamingChatModel())
                .engine(engine)
                .listeners(listeners.orderedStream().toList())
                .build();
    }
}
