package io.github.ssd4j.spring;

import io.github.ssd4j.ModelUnavailableException;
import io.github.ssd4j.SkipProfileException;
import io.github.ssd4j.SkipProfiles;
import io.github.ssd4j.checkpoint.CheckpointException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Says which property keeps an application from starting, where it was set and what could stand there. */
final class SsdFailureAnalyzer extends AbstractFailureAnalyzer<SsdConfigurationException> {

    private static final String SKIP_PROFILE = SsdProperties.PREFIX + ".speculative.skip-profile";

    private final PropertyAtFault properties;

    SsdFailureAnalyzer(Environment environment) {
        this.properties = new PropertyAtFault(environment);
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SsdConfigurationException failure) {
        RuntimeException reason = failure.reason();
        if (reason instanceof SkipProfileException profile) {
            boolean ofEngine = failure.prefix().equals(SsdProperties.PREFIX);
            return analysis(
                    failure,
                    ofEngine ? SKIP_PROFILE : properties.inherited(failure.prefix() + ".skip-profile"),
                    "Set it to " + names(profile));
        }
        if (reason instanceof CheckpointException || reason instanceof ModelUnavailableException) {
            return analysis(
                    failure,
                    SsdProperties.MODEL,
                    "Set it to a directory with config.json and safetensors files, to a .gguf file, or to the name of a "
                            + "model, such as org/name:Q4_K_M.");
        }
        Optional<String> property = properties.atFault(failure);
        return property.isPresent()
                ? analysis(failure, property.get(), action(reason, property.get()))
                : new FailureAnalysis(
                        "The properties %s.* cannot be used: %s".formatted(failure.prefix(), reason.getMessage()),
                        "Correct what the description names.",
                        failure);
    }

    private static String action(RuntimeException reason, String property) {
        return reason instanceof IllegalStateException && property.equals(PropertyAtFault.CHAT_TEMPLATE)
                ? "Set it to a file with a Jinja chat template, for example classpath:template.jinja, or to plain; or use a "
                        + "model that was trained to chat."
                : "Correct its value; the reason says what it may be.";
    }

    /** @param property the one that is to blame */
    private FailureAnalysis analysis(SsdConfigurationException failure, String property, String action) {
        String description = "The property %s cannot be used:%n%n    Value: %s%n    Origin: %s%n    Reason: %s"
                .formatted(
                        property,
                        properties.value(property),
                        properties.origin(property),
                        failure.reason().getMessage());
        return new FailureAnalysis(description, action, failure);
    }

    private static String names(SkipProfileException failure) {
        List<String> names = new ArrayList<>(failure.namesThatFit());
        names.add(SkipProfiles.AUTO);
        return "one of " + String.join(", ", names) + " or " + SkipProfiles.NONE + ".";
    }
}
