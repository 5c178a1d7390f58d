package io.github.ssd4j.spring;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import io.github.ssd4j.SsdChatModel;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdEngineListener;
import io.github.ssd4j.SsdStreamingChatModel;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.task.TaskDecorator;

/**
 * One {@link SsdEngine}, loaded once, and the chat models that share it. Switched on by {@code langchain4j.ssd.engine.model},
 * or by an engine bean of the application's own. Beans of the application's own go before each of these.
 */
@AutoConfiguration
@EnableConfigurationProperties(SsdProperties.class)
public class SsdAutoConfiguration {

    private static final String EXECUTOR = "ssdStreamingChatModelTaskExecutor";

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(SsdProperties.MODEL)
    static class EngineConfiguration {

        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnProperty(name = SsdProperties.LAZY, havingValue = "false", matchIfMissing = true)
        SsdEngine ssdEngine(
                SsdProperties properties,
                ResourceLoader resources,
                ObjectProvider<SsdEngineListener> listeners,
                ObjectProvider<LoggingSystem> logging) {
            logging.ifAvailable(DjlLogging::quieten);
            return new EngineLoader(properties, resources)
                    .load(listeners.orderedStream().toList());
        }

        @Bean("ssdEngine")
        @Lazy
        @ConditionalOnMissingBean
        @ConditionalOnProperty(SsdProperties.LAZY)
        SsdEngine lazySsdEngine(
                SsdProperties properties,
                ResourceLoader resources,
                ObjectProvider<SsdEngineListener> listeners,
                ObjectProvider<LoggingSystem> logging) {
            return ssdEngine(properties, resources, listeners, logging);
        }
    }

    @Bean
    @ConditionalOnBean(SsdEngine.class)
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = SsdProperties.CHAT_MODEL + ".enabled", matchIfMissing = true)
    SsdChatModel ssdChatModel(
            ObjectProvider<SsdEngine> engine, SsdProperties properties, ObjectProvider<ChatModelListener> listeners) {
        return ChatModels.build(SsdProperties.CHAT_MODEL, () -> {
            SsdChatModel.Builder builder = ChatModels.configure(SsdChatModel.builder(), properties.chatModel())
                    .listeners(listeners.orderedStream().toList());
            return ChatModels.share(builder, engine, properties.engine().lazy()).build();
        });
    }

    @Bean
    @ConditionalOnBean(SsdEngine.class)
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = SsdProperties.STREAMING_CHAT_MODEL + ".enabled", matchIfMissing = true)
    SsdStreamingChatModel ssdStreamingChatModel(
            ObjectProvider<SsdEngine> engine,
            SsdProperties properties,
            ObjectProvider<ChatModelListener> listeners,
            @Qualifier(EXECUTOR) ObjectProvider<Executor> executor) {
        return ChatModels.build(SsdProperties.STREAMING_CHAT_MODEL, () -> {
            SsdStreamingChatModel.Builder builder = ChatModels.configure(
                            SsdStreamingChatModel.builder(),
                            properties.streamingChatModel().inheriting(properties.chatModel()))
                    .listeners(listeners.orderedStream().toList());
            executor.ifAvailable(builder::executor);
            return ChatModels.share(builder, engine, properties.engine().lazy()).build();
        });
    }

    /** Not a candidate where an application wants any executor: Boot's own would not be there any more. */
    @Bean(name = EXECUTOR, defaultCandidate = false)
    @ConditionalOnBean(SsdEngine.class)
    @ConditionalOnMissingBean(name = EXECUTOR)
    @ConditionalOnProperty(name = SsdProperties.STREAMING_CHAT_MODEL + ".enabled", matchIfMissing = true)
    Executor ssdStreamingChatModelTaskExecutor(Environment environment, ObjectProvider<TaskDecorator> decorator) {
        return CallbackExecutors.create(environment, decorator.getIfUnique());
    }
}
