package io.github.ssd4j.measurement.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The machine a measurement was taken on; figures mean nothing without it.
 *
 * @param cpu the processor's name as the operating system gives it, or its architecture when it gives none
 * @param cores processors that this JVM may use
 * @param instructions the instruction sets that decide the speed of the matrix kernels, empty where unknown
 * @param memoryBytes physical memory, or the container's limit
 * @param os name, version and architecture of the operating system
 * @param jvm name and version of the JVM
 */
public record Machine(String cpu, int cores, List<String> instructions, long memoryBytes, String os, String jvm) {

    private static final List<String> DECIDING_INSTRUCTIONS =
            List.of("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd", "bf16", "i8mm");

    public Machine {
        instructions = List.copyOf(instructions);
    }

    /** Looks at the machine this JVM runs on; what cannot be found out is left general, never an error. */
    public static Machine detect() {
        List<String> cpuInfo = linesOf(Path.of("/proc/cpuinfo"));
        String architecture = System.getProperty("os.arch");
        String cpu = value(cpuInfo, "model name")
                .or(Machine::macCpu)
                .or(() -> Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")))
                .orElse(architecture);
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return new Machine(
                cpu,
                Runtime.getRuntime().availableProcessors(),
                instructions(cpuInfo),
                memory,
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + architecture,
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    /** One line: processor, cores, instruction sets, memory. */
    public String describe() {
        String sets = instructions.isEmpty() ? "" : " (" + String.join(", ", instructions) + ")";
        return cpu + sets + ", " + cores + (cores == 1 ? " core, " : " cores, ") + Figures.bytes(memoryBytes);
    }

    /** The value of the first line {@code key : value}, as {@code /proc/cpuinfo} has them. */
    static Optional<String> value(List<String> lines, String key) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals(key)) {
                return Optional.of(line.substring(colon + 1).strip());
            }
        }
        return Optional.empty();
    }

    /** Those of the processor's flags (x86) or features (Arm) that decide the speed of the matrix kernels. */
    static List<String> instructions(List<String> cpuInfo) {
        List<String> flags = value(cpuInfo, "flags")
                .or(() -> value(cpuInfo, "Features"))
                .map(text -> Arrays.asList(text.split(" ")))
                .orElse(List.of());
        return DECIDING_INSTRUCTIONS.stream().filter(flags::contains).toList();
    }

    private static List<String> linesOf(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<String> macCpu() {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac")) {
            return Optional.empty();
        }
        try {
            Process process = new ProcessBuilder("sysctl", "-n", "machdep.cpu.brand_string").start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(5, TimeUnit.SECONDS) ? Optional.of(answer.strip()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
