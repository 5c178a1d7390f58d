package io.github.ssd4j.decoder;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** The parts of a pass in the form that {@code rounds.py} wants them: what belongs to them lies one behind the other. */
final class PassArguments {

    private final LongStream.Builder parts = LongStream.builder();
    private final LongStream.Builder tokens = LongStream.builder();
    private final DoubleStream.Builder sampling = DoubleStream.builder();
    private final LongStream.Builder history = LongStream.builder();
    private final LongStream.Builder keys = LongStream.builder();
    private final List<TokenMask> masks = new ArrayList<>();

    PassArguments(Decoder decoder, List<PassPart> pass) {
        for (PassPart part : pass) {
            add(part, part.cache().slotToWrite(decoder));
        }
    }

    private void add(PassPart part, int slot) {
        // Only penalties look back.
        int known = part.sampling().hasPenalties() ? part.to() : 0;
        for (int number : new int[] {
            slot,
            part.from(),
            part.count(),
            part.rows(),
            known,
            part.tokens().promptLength(),
            part.masks().size()
        }) {
            parts.add(number);
        }
        copy(part.tokens(), part.from(), part.to(), tokens);
        copy(part.tokens(), 0, known, history);
        for (double option : sampling(part.sampling())) {
            sampling.add(option);
        }
        for (long key : ChoiceKey.of(part.seed(), part.to() - part.rows() + 1, part.rows())) {
            keys.add(key);
        }
        masks.addAll(part.masks());
    }

    private static void copy(TokenSequence tokens, int from, int to, LongStream.Builder target) {
        for (int i = from; i < to; i++) {
            target.add(tokens.get(i));
        }
    }

    /** In the order of sampling.py. */
    static double[] sampling(SamplingOptions options) {
        return new double[] {
            options.temperature(),
            options.topK(),
            options.topP(),
            options.minP(),
            options.repetitionPenalty(),
            options.frequencyPenalty(),
            options.presencePenalty()
        };
    }

    long[] verify(DecoderProgram program, MaskTable table) {
        return program.callForLongs(
                "verify",
                parts.build().toArray(),
                tokens.build().toArray(),
                sampling.build().toArray(),
                history.build().toArray(),
                keys.build().toArray(),
                table.numbers(masks));
    }

    double[] draft(DecoderProgram program, MaskTable table, boolean[] skipAttention, boolean[] skipMlp) {
        return program.callForDoubles(
                "draft",
                parts.build().toArray(),
                tokens.build().toArray(),
                skipAttention,
                skipMlp,
                sampling.build().toArray(),
                history.build().toArray(),
                keys.build().toArray(),
                table.numbers(masks));
    }
}
