package io.github.ssd4j.spring;

import io.github.ssd4j.chat.ChatTemplateException;
import io.github.ssd4j.speculative.KvCacheTooSmallException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Finds the property that a failure is about. The engine's messages begin with the name of the option, and an option and its
 * property have the same name, {@code maxQueue} and {@code max-queue}; the few that do not are listed here.
 */
final class PropertyAtFault {

    static final String CHAT_TEMPLATE = SsdProperties.PREFIX + ".engine.chat-template";

    /** How a message begins, and the property that it is about. */
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "closeGrace", "shutdown-timeout",
            "maxTokens", "max-output-tokens",
            "a stop string", "stop-sequences",
            "the model .* has no chat template", "chat-template");

    private final Environment environment;

    PropertyAtFault(Environment environment) {
        this.environment = environment;
    }

    /** The whole name of the property, if the failure tells it. */
    Optional<String> atFault(SsdConfigurationException failure) {
        RuntimeException reason = failure.reason();
        if (reason instanceof KvCacheTooSmallException) {
            return Optional.of(SsdProperties.PREFIX + ".engine.kv-cache-bytes");
        }
        if (reason instanceof ChatTemplateException) {
            return Optional.of(CHAT_TEMPLATE);
        }
        String message = String.valueOf(reason.getMessage());
        return candidates(failure.prefix())
                .filter(property -> isAbout(message, property.substring(property.lastIndexOf('.') + 1)))
                // Of two names the longer one is the right one where it begins with the other.
                .max(Comparator.comparingInt(String::length))
                .map(this::inherited);
    }

    /** What the streaming model is not given itself, it has from the other. */
    String inherited(String property) {
        String other = property.replace(SsdProperties.STREAMING_CHAT_MODEL + ".", SsdProperties.CHAT_MODEL + ".");
        return environment.getProperty(property) == null && environment.getProperty(other) != null ? other : property;
    }

    String value(String property) {
        return environment.getProperty(property, "(not set)");
    }

    String origin(String property) {
        if (environment instanceof ConfigurableEnvironment configurable) {
            for (PropertySource<?> source : configurable.getPropertySources()) {
                Origin origin = OriginLookup.getOrigin(source, property);
                if (origin != null) {
                    return origin.toString();
                }
            }
        }
        return environment.containsProperty(property) ? "unknown" : "(not set)";
    }

    private static Stream<String> candidates(String prefix) {
        return prefix.equals(SsdProperties.PREFIX)
                ? Stream.concat(
                        names(prefix + ".engine.", SsdProperties.Engine.class),
                        names(prefix + ".speculative.", SsdProperties.Speculative.class))
                : Stream.concat(names(prefix + ".", SsdChatModelProperties.class), Stream.of(CHAT_TEMPLATE));
    }

    private static Stream<String> names(String prefix, Class<? extends Record> properties) {
        return Arrays.stream(properties.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> prefix + name.replaceAll("[A-Z]", "-$0").toLowerCase(Locale.ROOT));
    }

    private static boolean isAbout(String message, String property) {
        List<String> beginnings = Stream.concat(
                        Stream.of(property.replace("-", "[- ]?")),
                        OTHER_NAMES.entrySet().stream()
                                .filter(entry -> entry.getValue().equals(property))
                                .map(Map.Entry::getKey))
                .toList();
        return beginnings.stream()
                .anyMatch(beginning -> Pattern.compile("^" + beginning + "(?![A-Za-z])", Pattern.CASE_INSENSITIVE)
                        .matcher(message)
                        .find());
    }
}
