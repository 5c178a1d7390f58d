package io.github.ssd4j.measurement.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MachineTest {

    private static final List<String> CPU_INFO = List.of(
            "processor\t: 0",
            "model name\t: AMD EPYC 9R14",
            "flags\t\t: fpu avx2 avx512f avx512_bf16 avx512_vnni",
            "",
            "processor\t: 1",
            "model name\t: another");

    @Test
    void should_read_the_first_processor() {
        assertThat(Machine.value(CPU_INFO, "model name")).contains("AMD EPYC 9R14");
        assertThat(Machine.value(CPU_INFO, "model")).isEmpty();
    }

    @Test
    void should_name_the_instruction_sets_that_decide_the_speed() {
        assertThat(Machine.instructions(CPU_INFO)).containsExactly("avx2", "avx512f", "avx512_vnni", "avx512_bf16");
        assertThat(Machine.instructions(List.of("Features : fp asimd i8mm bf16")))
                .containsExactly("asimd", "bf16", "i8mm");
        assertThat(Machine.instructions(List.of())).isEmpty();
    }

    @Test
    void should_describe_itself_in_one_line() {
        Machine machine = new Machine("Any CPU", 2, List.of("avx2"), 24_000_000_000L, "Linux 6", "OpenJDK 17");

        assertThat(machine.describe()).isEqualTo("Any CPU (avx2), 2 cores, 24.0 GB");
    }

    @Test
    void should_detect_this_machine() {
        Machine machine = Machine.detect();

        assertThat(machine.cpu()).isNotBlank();
        assertThat(machine.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(machine.memoryBytes()).isGreaterThan(Runtime.getRuntime().totalMemory() / 2);
        assertThat(machine.os()).contains(System.getProperty("os.name"));
        assertThat(machine.jvm()).contains(System.getProperty("java.vm.version"));
    }
}
