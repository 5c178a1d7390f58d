package io.github.ssd4j.spring;

import io.github.ssd4j.ModelUnavailableException;
import io.github.ssd4j.SkipProfileException;
import io.github.ssd4j.SkipProfiles;
import io.github.ssd4j.checkpoint.CheckpointException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/** Says which property keeps an application from starting, where it was set and what could stand there. */
final class SsdFailureAnalyzer extends AbstractFailureAnalyzer<SsdConfigurationException> {

    private static final String SKIP_PROFILE = SsdProperties.PREFIX + ".speculative.skip-profile";

    private final Environment environment;

    SsdFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SsdConfigurationException failure) {
        RuntimeException reason = failure.reason();
        if (reason instanceof SkipProfileException profile) {
            boolean ofEngine = failure.prefix().equals(SsdProperties.PREFIX);
            return analysis(
                    failure,
                    ofEngine ? SKIP_PROFILE : failure.prefix() + ".skip-profile",
                    "Set it to " + names(profile));
        }
        if (reason instanceof CheckpointException || reason instanceof ModelUnavailableException) {
            return analysis(
                    failure,
                    SsdProperties.MODEL,
                    "Set it to a directory with config.json and safetensors files, to a .gguf file, or to the name of a "
                            + "model, such as org/name:Q4_K_M.");
        }
        return new FailureAnalysis(
                "The properties %s.* cannot be used: %s".formatted(failure.prefix(), reason.getMessage()),
                "Correct what the description names.",
                failure);
    }

    /** @param property the one that is to blame */
    private FailureAnalysis analysis(SsdConfigurationException failure, String property, String action) {
        String description = "The property %s cannot be used:%n%n    Value: %s%n    Origin: %s%n    Reason: %s"
                .formatted(
                        property,
                        environment.getProperty(property, "(not set)"),
                        origin(property),
                        failure.reason().getMessage());
        return new FailureAnalysis(description, action, failure);
    }

    private static String names(SkipProfileException failure) {
        List<String> names = new ArrayList<>(failure.namesThatFit());
        names.add(SkipProfiles.AUTO);
        return "one of " + String.join(", ", names) + " or " + SkipProfiles.NONE + ".";
    }

    private String origin(String property) {
        if (environment instanceof ConfigurableEnvironment configurable) {
            for (PropertySource<?> source : configurable.getPropertySources()) {
                Origin origin = OriginLookup.getOrigin(source, property);
                if (origin != null) {
                    return origin.toString();
                }
            }
        }
        return "unknown";
    }
}
