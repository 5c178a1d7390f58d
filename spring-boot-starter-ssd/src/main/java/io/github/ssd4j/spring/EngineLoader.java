package io.github.ssd4j.spring;

import io.github.ssd4j.ModelUnavailableException;
import io.github.ssd4j.SkipProfiles;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdEngineBuilder;
import io.github.ssd4j.SsdEngineListener;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.chat.ChatTemplateException;
import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.decoder.DecoderException;
import io.github.ssd4j.speculative.DraftPolicy;
import io.github.ssd4j.speculative.KvCacheTooSmallException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/** Loads the engine that the properties describe. */
final class EngineLoader {

    private static final Logger log = LoggerFactory.getLogger(EngineLoader.class);

    private static final String PLAIN_TEMPLATE = "plain";

    private final SsdProperties.Engine properties;
    private final SsdProperties.Speculative speculative;
    private final ResourceLoader resources;

    EngineLoader(SsdProperties properties, ResourceLoader resources) {
        this.properties = properties.engine();
        this.speculative = properties.speculative();
        this.resources = resources;
    }

    /** @throws SsdConfigurationException if a property is wrong, the model cannot be read or the device not used */
    SsdEngine load(List<SsdEngineListener> listeners) {
        try {
            SsdEngineBuilder builder = SsdEngine.builder().listeners(listeners);
            setEngine(builder);
            setSpeculative(builder);
            SsdEngine engine = builder.build();
            if (properties.warmUp()) {
                warmUp(engine);
            }
            return engine;
        } catch (CheckpointException
                | ModelUnavailableException
                | ChatTemplateException
                | DecoderException
                | KvCacheTooSmallException
                | IllegalArgumentException
                | IllegalStateException e) {
            throw new SsdConfigurationException(SsdProperties.PREFIX, e);
        }
    }

    private void setEngine(SsdEngineBuilder builder) {
        if (properties.model() != null && properties.model().isBlank()) {
            throw new IllegalArgumentException("model must not be empty");
        }
        Given.set(properties.model(), builder::model);
        Given.set(properties.offline(), builder::offline);
        Given.set(properties.device(), builder::device);
        Given.set(properties.dtype(), builder::dtype);
        Given.set(properties.linearKernel(), builder::linearKernel);
        Given.set(properties.threads(), builder::threads);
        Given.set(properties.contextTokens(), builder::contextTokens);
        Given.set(chatTemplate(), builder::chatTemplate);
        Given.set(properties.maxQueue(), builder::maxQueue);
        Given.set(properties.maxConcurrent(), builder::maxConcurrent);
        Given.set(properties.maxSessions(), builder::maxSessions);
        Given.set(properties.kvCacheBytes(), size -> builder.kvCacheBytes(size.toBytes()));
        Given.set(properties.sharePrefixes(), builder::sharePrefixes);
        Given.set(properties.timeout(), builder::timeout);
        builder.closeGrace(properties.shutdownTimeout());
    }

    private void setSpeculative(SsdEngineBuilder builder) {
        Given.set(speculative.enabled(), builder::speculative);
        Given.set(speculative.skipProfile(), builder::skipProfile);
        Given.set(speculative.skipProfilesLocation(), location -> builder.skipProfiles(skipProfiles(location)));
        Given.set(speculative.drafters(), builder::drafters);
        DraftPolicyName policy = speculative.draftPolicy();
        if (policy == null) {
            if (speculative.stopThreshold() != null) {
                throw new IllegalArgumentException(
                        "stop-threshold has no effect without the draft-policy static-threshold");
            }
            Given.set(speculative.maxDraftTokens(), builder::maxDraftTokens);
        } else {
            Integer maxDraftTokens = speculative.maxDraftTokens();
            builder.draftPolicy(policy.policy(
                    maxDraftTokens == null ? DraftPolicy.DEFAULT_MAX_DRAFT_TOKENS : maxDraftTokens,
                    speculative.stopThreshold()));
        }
    }

    private @Nullable String chatTemplate() {
        String location = properties.chatTemplate();
        if (location == null) {
            return null;
        }
        return location.equals(PLAIN_TEMPLATE) ? ChatTemplate.plain() : text(resources.getResource(location));
    }

    private static String text(Resource resource) {
        try {
            return resource.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "chat-template: %s cannot be read (%s); give 'plain', or a location such as file:template.jinja"
                            .formatted(resource.getDescription(), e.getMessage()),
                    e);
        }
    }

    private static SkipProfiles skipProfiles(Resource location) {
        try (InputStream in = location.getInputStream()) {
            return SkipProfiles.read(in, location.getDescription());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("skip-profiles-location: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "skip-profiles-location: %s cannot be read (%s); give a location such as file:skip_layers.json"
                            .formatted(location.getDescription(), e.getMessage()),
                    e);
        }
    }

    /** An engine that cannot answer is found out here; one that is merely slow is not refused for it. */
    private static void warmUp(SsdEngine engine) {
        long start = System.nanoTime();
        try {
            engine.warmUp();
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
        log.debug("warmed {} up in {} ms", engine.modelName(), (System.nanoTime() - start) / 1_000_000);
    }
}
