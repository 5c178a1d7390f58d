package io.github.ssd4j.examples.console;

import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.TextPiece;

/** A model without chat template continues each text that it is given; it remembers none of them. */
final class CompletionConversation extends EngineConversation {

    private final SsdEngine engine;
    private volatile boolean cancelled;

    CompletionConversation(SsdEngine engine, ChatOptions options, Settings settings) {
        super(engine, settings, !options.plain);
        this.engine = engine;
        if (options.system != null) {
            throw new IllegalArgumentException(
                    "--system needs a model with a chat template, but %s has none".formatted(engine.modelName()));
        }
    }

    private GenerationOptions generation() {
        Settings settings = settings();
        SamplingOptions.Builder sampling = SamplingOptions.builder().temperature(settings.temperature());
        Double topP = settings.topP();
        if (topP != null) {
            sampling.topP(topP);
        }
        Integer topK = settings.topK();
        if (topK != null) {
            sampling.topK(topK);
        }
        Double minP = settings.minP();
        if (minP != null) {
            sampling.minP(minP);
        }
        Double repetitionPenalty = settings.repetitionPenalty();
        if (repetitionPenalty != null) {
            sampling.repetitionPenalty(repetitionPenalty);
        }
        GenerationOptions.Builder builder = engine.defaults().toBuilder()
                .speculative(isSpeculative())
                .maxTokens(settings.maxTokens())
                .sampling(sampling.build());
        Long seed = settings.seed();
        if (seed != null) {
            builder.seed(seed);
        }
        return builder.build();
    }

    @Override
    public Answer ask(String question, Listener listener) {
        cancelled = false;
        GenerationResult result = engine.generate(question, generation(), new GenerationListener() {
            @Override
            public void onText(TextPiece piece) {
                listener.piece(piece.text(), piece.drafter());
            }

            @Override
            public boolean isCancelled() {
                return cancelled;
            }
        });
        FinishReason reason = result.finishReason();
        if (reason == FinishReason.CANCELLED) {
            return Answer.CANCELLED;
        }
        boolean cutOff = reason == FinishReason.MAX_TOKENS || reason == FinishReason.CONTEXT_END;
        return new Answer(cutOff ? Answer.Ending.CUT_OFF : Answer.Ending.COMPLETE, result.stats());
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public void reset() {
        // Nothing is remembered.
    }
}
