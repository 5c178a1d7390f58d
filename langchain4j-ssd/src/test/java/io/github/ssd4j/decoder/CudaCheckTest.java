package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The check for a GPU, rehearsed on the CPU with tiny shapes, so that it works on the day that there is one. */
@EnabledOnOs(OS.LINUX)
class CudaCheckTest {

    private static final Path ROOT = Path.of("..");
    private static final String PYTHON =
            Optional.ofNullable(System.getenv("SSD_PYTHON")).orElse("python3");

    @TempDir
    private Path folder;

    @Test
    void every_group_should_give_its_figures_and_tell_a_fault_in_one_line() throws Exception {
        assumePythonHasTorch();
        CudaCheckFiles.write(GoldenFile.RESOURCES, folder);
        Files.copy(ROOT.resolve("skip_layers.json"), folder.resolve("skip_layers.json"));

        int status = run(
                120,
                ROOT.resolve("tools/cuda/check").toString(),
                "run",
                folder.toString(),
                "--device",
                "cpu",
                "--small",
                "--seconds",
                "90",
                "--plant",
                "wrong-logit,out-of-memory,missing-kernel");

        List<String> figures = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (JsonNode row :
                Json.mapper().readTree(folder.resolve("report.json").toFile()).get("rows")) {
            String name = row.get("group").asText() + ": " + row.get("check").asText();
            switch (row.get("state").asText()) {
                case "ok", "figures" -> figures.add(name);
                case "skipped" -> assertThat(name).isEqualTo("exactness: smollm2-part");
                default -> faults.add(name + ": " + row.get("note").asText());
            }
        }
        assertThat(status).as("the status where a logit is wrong").isEqualTo(1);
        assertThat(faults)
                .hasSize(3)
                .anySatisfy(fault -> assertThat(fault)
                        .startsWith("exactness: golden llama-gqa, float32: a logit deviates by 1.00e-02"))
                .anySatisfy(fault -> assertThat(fault).startsWith("speed: 7B: out of memory: "))
                .anySatisfy(fault -> assertThat(fault).startsWith("batches: int4 product: a kernel is missing: "));
        assertThat(figures)
                .contains(
                        "exactness: greedy == speculative, stories260K, float32",
                        "exactness: bits of a row, 2 layers of 7B, random, float16",
                        "speed: 1.1B, context 64",
                        "speed: 13B, 32 tokens behind 32",
                        "paper: 13B, acceptance 0.92",
                        "paper: 70B, acceptance 0.94",
                        "batches: 7B, context 24, attention alone, fused, all at once");
    }

    private void assumePythonHasTorch() throws IOException, InterruptedException {
        boolean found;
        try {
            String look = "import importlib.util as u, sys; sys.exit(u.find_spec('torch') is None)";
            found = run(30, PYTHON, "-c", look) == 0;
        } catch (IOException e) {
            found = false;
        }
        if (!found) {
            System.out.println("CudaCheckTest is skipped: " + PYTHON + " has no torch; SSD_PYTHON can name another");
        }
        assumeTrue(found, PYTHON + " has torch");
    }

    private int run(int seconds, String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }
}
