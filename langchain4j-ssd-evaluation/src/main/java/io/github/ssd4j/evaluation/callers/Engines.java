package io.github.ssd4j.evaluation.callers;

import ai.djl.pytorch.jni.JniUtils;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdEngineBuilder;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.DecoderOptions;
import java.nio.file.Path;
import java.util.List;

/** Begins the engines that callers ask. */
public final class Engines {

    private Engines() {}

    /**
     * An engine's builder for a model, without a skip profile: requests say what drafts.
     *
     * @param passes is told of every pass
     * @throws io.github.ssd4j.decoder.DecoderException if this machine cannot run the options
     */
    public static SsdEngineBuilder builder(Path model, ModelConfig config, DecoderOptions options, PassCounter passes) {
        options.requireUsable(config.parameters());
        if (options.threads() > 0) {
            // An engine has no such option: the number holds for the whole process.
            JniUtils.setNumThreads(options.threads());
        }
        return SsdEngine.builder()
                .model(model)
                .device(options.device())
                .dtype(options.dtype())
                .linearKernel(options.linearKernel())
                .contextTokens(options.contextTokens())
                .skipProfile("none")
                .listeners(List.of(passes));
    }
}
