package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.Decoder;
import java.util.List;

/** Writes one answer by passes of its own. */
final class Alone {

    private Alone() {}

    static GenerationResult run(Decoder decoder, Sequence sequence) {
        while (true) {
            switch (sequence.next(decoder.prefillChunk())) {
                case READ -> {
                    decoder.run(List.of(sequence.part()));
                    sequence.read();
                }
                case DRAFT ->
                    sequence.drafted(
                            decoder.draft(sequence.profile(), List.of(sequence.part()))
                                    .get(0),
                            1);
                case VERIFY ->
                    sequence.verified(decoder.run(List.of(sequence.part())).get(0), 1);
                case WAIT -> throw new AssertionError("alone it never waits");
                case END -> {
                    return sequence.result();
                }
            }
        }
    }
}
