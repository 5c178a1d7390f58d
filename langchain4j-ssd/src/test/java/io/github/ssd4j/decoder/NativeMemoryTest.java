package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.Repeats;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.speculative.DraftPolicy;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.SpeculativeGenerator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many generations in a row leave nothing behind. */
class NativeMemoryTest {

    private static final int GENERATIONS = 500;
    private static final long PAGE = 4096;

    /** A leak shows in each of them, the work of the compiler or a heap that is resized (19 MB were seen) in one. */
    private static final int BATCHES = 3;

    private static final long NOISE = 12L << 20;
    private static final Path RESIDENT = Path.of("/proc/self/statm");

    private static final GenerationOptions OPTIONS = GenerationOptions.builder()
            .maxTokens(Repeats.of(6, 12))
            .sampling(SamplingOptions.builder()
                    .temperature(1)
                    .topP(0.9)
                    .repetitionPenalty(1.1)
                    .build())
            .profile(SkipProfile.of("p", List.of(1), List.of(0)))
            .draftPolicy(DraftPolicy.staticThreshold(4, 0.3))
            .build();

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16"})
    @EnabledOnOs(OS.LINUX)
    void five_hundred_generations_should_leave_no_handle_and_no_memory(String dtype, @TempDir Path directory)
            throws IOException {
        long handles = DecoderProgram.liveHandles();
        try (Checkpoint checkpoint = Checkpoint.open(TinyCheckpoint.write(directory, 20, 64, 3));
                Decoder decoder = Decoder.load(
                        checkpoint,
                        DecoderOptions.defaults()
                                .withDevice("cpu")
                                .withDtype(dtype)
                                .withThreads(1));
                SpeculativeGenerator generator = new SpeculativeGenerator(decoder, checkpoint.tokenizer())) {
            // given: everything compiled and every buffer allocated once
            generate(generator, 100);
            long handlesBefore = DecoderProgram.liveHandles();

            // when
            List<Long> growth = new ArrayList<>();
            for (int i = 0; i < BATCHES && quiet(growth) <= BATCHES / 2; i++) {
                long before = nativeBytes();
                generate(generator, GENERATIONS);
                growth.add(nativeBytes() - before);
            }

            // then
            assertThat(DecoderProgram.liveHandles()).isEqualTo(handlesBefore);
            assertThat(decoder.openCaches()).isEqualTo(1);
            assertThat(quiet(growth))
                    .as("batches that grow by less than %s bytes, of %s", NOISE, growth)
                    .isGreaterThan(BATCHES / 2);
        }
        assertThat(DecoderProgram.liveHandles()).isEqualTo(handles);
    }

    /** How many batches left less than noise; once most did, the others cannot change the verdict and need not run. */
    private static int quiet(List<Long> growth) {
        return (int) growth.stream().filter(bytes -> bytes < NOISE).count();
    }

    private static void generate(SpeculativeGenerator generator, int times) {
        for (int seed = 0; seed < times; seed++) {
            int[] prompt = {seed % 20, 3, 5, 7, 11};
            generator.generate(prompt, OPTIONS.toBuilder().seed(seed).build(), GenerationListener.NONE);
        }
    }

    /** Resident memory without the Java heap, whose size says nothing about leaks. */
    private static long nativeBytes() throws IOException {
        System.gc();
        long resident = PAGE * Long.parseLong(Files.readString(RESIDENT).split(" ", -1)[1]);
        return resident
                - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }
}
