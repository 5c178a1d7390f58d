package io.github.ssd4j.spring;

import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdEngineBuilder;
import io.github.ssd4j.chat.ChatTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/** Loads the engine that the properties describe. */
final class EngineLoader {

    private static final String PLAIN_TEMPLATE = "plain";

    private final SsdProperties.Engine properties;
    private final SsdProperties.Speculative speculative;
    private final ResourceLoader resources;

    EngineLoader(SsdProperties properties, ResourceLoader resources) {
        this.properties = properties.engine();
        this.speculative = properties.speculative();
        this.resources = resources;
    }

    SsdEngine load() {
        SsdEngineBuilder builder = SsdEngine.builder();
        setIfGiven(properties.model(), builder::model);
        setIfGiven(properties.device(), builder::device);
        setIfGiven(properties.dtype(), builder::dtype);
        setIfGiven(properties.contextTokens(), builder::contextTokens);
        setIfGiven(properties.maxQueue(), builder::maxQueue);
        setIfGiven(properties.maxSessions(), builder::maxSessions);
        setIfGiven(properties.timeout(), builder::timeout);
        setIfGiven(chatTemplate(), builder::chatTemplate);
        setIfGiven(speculative.enabled(), builder::speculative);
        setIfGiven(speculative.skipProfile(), builder::skipProfile);
        return builder.build();
    }

    private @Nullable String chatTemplate() {
        String name = properties.chatTemplate();
        if (name == null || name.equals(PLAIN_TEMPLATE)) {
            return name == null ? null : ChatTemplate.plain();
        }
        return text(resources.getResource(name));
    }

    private static String text(Resource resource) {
        try {
            return resource.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read %s".formatted(resource.getDescription()), e);
        }
    }

    private static <T> void setIfGiven(@Nullable T value, java.util.function.Consumer<T> option) {
        if (value != null) {
            option.accept(value);
        }
    }
}
