package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.evaluation.options.PolicyParser;
import io.github.ssd4j.evaluation.options.PolicyParser.NamedPolicy;
import io.github.ssd4j.evaluation.options.ProfileOptions;
import io.github.ssd4j.measurement.cli.EngineOptions;
import io.github.ssd4j.speculative.DrafterKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of the commands that compare plain and speculative decoding of one model. */
final class EngineRunOptions {

    @Option(
            names = "--model",
            required = true,
            paramLabel = "PATH",
            description = "A model: a directory with config.json, or a .gguf file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    Path model;

    @Mixin
    EngineOptions engine = new EngineOptions();

    @Option(
            names = "--context-tokens",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Most tokens of prompt and answer, if the model has so many; questions that do not fit are "
                    + "left out.")
    int contextTokens;

    @Mixin
    ProfileOptions profile = new ProfileOptions();

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            split = ",",
            defaultValue = "cost-optimal",
            converter = PolicyConverter.class,
            description = "When to stop drafting: cost-optimal, fixed:K, adaptive or threshold:T, each with :K for the "
                    + "most drafts of a round. Several are compared with plain decoding side by side.")
    List<NamedPolicy> policies = List.of();

    @Option(
            names = "--drafters",
            paramLabel = "NAMES",
            defaultValue = "look-up,skip,grammar",
            description = "Who may draft: look-up and skip, with commas between them, or none. A policy other than "
                    + "cost-optimal drafts with the skip profile, and by look-up where there is none.")
    String drafters = "";

    @Option(names = "--temperature", paramLabel = "T", defaultValue = "0", description = "0 is greedy decoding.")
    double temperature;

    @Option(
            names = "--prompt-style",
            paramLabel = "STYLE",
            defaultValue = "auto",
            description = "chat: through the model's chat template; raw: a text to continue; auto: chat where there is "
                    + "a template.")
    PromptStyle style = PromptStyle.AUTO;

    /** How a question becomes a prompt. */
    enum PromptStyle {
        AUTO,
        CHAT,
        RAW
    }

    Set<DrafterKind> drafters() {
        return DrafterKind.parse(drafters);
    }

    SamplingOptions sampling() {
        return SamplingOptions.builder().temperature(temperature).build();
    }

    static final class PolicyConverter implements ITypeConverter<NamedPolicy> {

        @Override
        public NamedPolicy convert(String text) {
            try {
                return PolicyParser.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
