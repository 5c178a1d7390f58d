package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.decoder.BatchInvariance.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Logits do not depend on how many tokens are fed together, or the engine says that they do: on this CPU, and in JVMs of
 * their own with the instruction sets of older CPUs. The build tries a few of these; the profile {@code instruction-sets}
 * tries all.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class InstructionSetsIT {

    private static final boolean ALL = Boolean.getBoolean("ssd.test.all-instruction-sets");

    private static final String ONEDNN = "ONEDNN_MAX_CPU_ISA";
    private static final String ATEN = "ATEN_CPU_CAPABILITY";
    private static final String MKL = "MKL_ENABLE_INSTRUCTIONS";
    private static final String FBGEMM = "FBGEMM_ENABLE_INSTRUCTIONS";

    /** A value of a switch: the library takes what the CPU has. */
    private static final String NO_LIMIT = "";

    @TempDir
    private Path directory;

    @Test
    void logits_should_not_depend_on_how_many_tokens_are_fed_together() throws IOException {
        List<Finding> findings = new BatchInvariance(0, ALL).run(directory);

        findings.forEach(System.out::println);
        assertThat(findings).allMatch(Finding::isGood);
    }

    @ParameterizedTest
    @MethodSource("restrictions")
    void logits_should_not_depend_on_it_with_the_instructions_of_an_older_cpu(Restriction restriction)
            throws IOException, InterruptedException {
        Path output = directory.resolve("output");

        int status = start(restriction, output).waitFor();

        List<String> lines = Files.readAllLines(output);
        System.out.println(restriction);
        lines.forEach(System.out::println);
        assertThat(status).isZero();
        assertThat(lines).isNotEmpty().allMatch(BatchInvariance::isGood);
    }

    private static Process start(Restriction restriction, Path output) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g"));
        for (String property :
                List.of("ai.djl.offline", "ssd.test.thorough", "org.slf4j.simpleLogger.defaultLogLevel")) {
            command.add("-D%s=%s".formatted(property, System.getProperty(property, "")));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BatchInvariance.class.getName()));
        command.addAll(List.of(String.valueOf(restriction.threads), String.valueOf(ALL)));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of(ONEDNN, ATEN, MKL, FBGEMM));
        builder.environment().putAll(restriction.switches);
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private record Restriction(int threads, Map<String, String> switches) {

        /** Without the switches that limit nothing. */
        static Restriction of(int threads, String oneDnn, String aten, String mkl, String fbgemm) {
            Map<String, String> switches = new TreeMap<>(Map.of(ONEDNN, oneDnn, ATEN, aten, MKL, mkl, FBGEMM, fbgemm));
            switches.values().removeIf(NO_LIMIT::equals);
            return new Restriction(threads, switches);
        }

        @Override
        public String toString() {
            return "%d threads, %s".formatted(threads, switches);
        }
    }

    private static Stream<Restriction> restrictions() throws IOException {
        return ALL ? allRestrictions() : commonCpus();
    }

    /** With AVX2, with AVX-512, with AVX-512's bfloat16, and with as little as the libraries can do with. */
    private static Stream<Restriction> commonCpus() {
        return Stream.of(
                Restriction.of(2, "AVX2", "avx2", "AVX2", "AVX2"),
                Restriction.of(1, "AVX512_CORE", "avx512", "AVX512", "AVX512"),
                Restriction.of(3, "AVX512_CORE_BF16", NO_LIMIT, NO_LIMIT, NO_LIMIT),
                Restriction.of(1, "AVX2", "default", "SSE4_2", "AVX2"));
    }

    private static Stream<Restriction> allRestrictions() throws IOException {
        List<String> mkls = mklHeedsItsSwitch() ? List.of(NO_LIMIT, "AVX512", "AVX2", "SSE4_2") : List.of(NO_LIMIT);
        Stream.Builder<Restriction> all = Stream.builder();
        for (int threads = 1; threads <= 3; threads++) {
            for (String oneDnn : List.of(NO_LIMIT, "AVX512_CORE_BF16", "AVX512_CORE", "AVX2")) {
                // FBGEMM's products never meet those of oneDNN, so one loop is enough for both.
                String fbgemm = oneDnn.equals("AVX2") ? "AVX2" : NO_LIMIT;
                for (String aten : List.of("avx512", "avx2", "default")) {
                    for (String mkl : mkls) {
                        all.add(Restriction.of(threads, oneDnn, aten, mkl, fbgemm));
                    }
                }
            }
        }
        return all.build();
    }

    /** It does on the CPUs of its maker. */
    private static boolean mklHeedsItsSwitch() throws IOException {
        return Files.readString(Path.of("/proc/cpuinfo")).contains("GenuineIntel");
    }
}
