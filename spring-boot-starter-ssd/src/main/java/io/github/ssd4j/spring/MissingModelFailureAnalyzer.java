package io.github.ssd4j.spring;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import io.github.ssd4j.SsdChatModel;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdStreamingChatModel;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Says which property makes a chat model, where one is wanted and there is none. Goes before Boot's own analysis. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingModelFailureAnalyzer implements FailureAnalyzer {

    private static final Set<Class<?>> MODELS = Set.of(
            ChatModel.class,
            SsdChatModel.class,
            StreamingChatModel.class,
            SsdStreamingChatModel.class,
            SsdEngine.class);

    /** Of an AI service without a model. Not every application has that library. */
    private static final String AI_SERVICES_FAILURE = "dev.langchain4j.service.IllegalConfigurationException";

    private final Environment environment;

    MissingModelFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoSuchBeanDefinitionException missing
                    && !(cause instanceof NoUniqueBeanDefinitionException)
                    && MODELS.contains(missing.getBeanType())) {
                return analysis(missing.getBeanType(), failure);
            }
            if (cause.getClass().getName().equals(AI_SERVICES_FAILURE)
                    && String.valueOf(cause.getMessage()).contains("either chatModel or streamingChatModel")) {
                return analysis(ChatModel.class, failure);
            }
        }
        return null;
    }

    private @Nullable FailureAnalysis analysis(Class<?> wanted, Throwable failure) {
        String missing = "A bean of type %s is wanted%s, but there is none".formatted(wanted.getName(), by(failure));
        if (!StringUtils.hasText(environment.getProperty(SsdProperties.MODEL))) {
            return new FailureAnalysis(
                    "%s: the property %s is not set.".formatted(missing, SsdProperties.MODEL),
                    "Set %s to a directory with config.json and safetensors files, to a .gguf file, or to the name of a model, "
                                    .formatted(SsdProperties.MODEL)
                            + "such as HuggingFaceTB/SmolLM2-135M-Instruct. Or define an SsdEngine bean, or a chat model of "
                            + "another provider.",
                    failure);
        }
        String enabled = (StreamingChatModel.class.isAssignableFrom(wanted)
                        ? SsdProperties.STREAMING_CHAT_MODEL
                        : SsdProperties.CHAT_MODEL)
                + ".enabled";
        return environment.getProperty(enabled, Boolean.class, true)
                ? null
                : new FailureAnalysis(
                        "%s: the property %s is false.".formatted(missing, enabled), "Remove that property.", failure);
    }

    private static String by(Throwable failure) {
        String bean = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BeanCreationException creation && creation.getBeanName() != null) {
                bean = creation.getBeanName();
            }
        }
        return bean == null ? "" : " by the bean '" + bean + "'";
    }
}
