package io.github.ssd4j.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ssd4j.SkipProfiles;
import io.github.ssd4j.measurement.cli.CommandLineTool;
import io.github.ssd4j.search.Reports;
import io.github.ssd4j.search.SearchListener;
import io.github.ssd4j.search.SearchListener.Phase;
import io.github.ssd4j.search.SearchReport;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SearchStoppedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command with recorded searches in place of real ones. */
class SsdSearchTest {

    private static final Path STORIES =
            Path.of("../examples/example-models/src/main/resources/io/github/ssd4j/examples/model/stories260K");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Integer> exits = new ArrayList<>();
    private final Semaphore heard = new Semaphore(0);

    private Path file;
    private Function<SearchListener, SearchReport> search = listener -> replay(listener, Reports.report(1.08765));
    private final AtomicInteger stops = new AtomicInteger();

    @BeforeEach
    void setUp(@TempDir Path folder) {
        file = folder.resolve("skip_layers.json");
    }

    @Test
    void should_save_what_pays_and_say_how_to_use_it() {
        assertThat(execute("--name", "mine")).isZero();

        assertThat(SkipProfiles.load(file).names()).containsExactly("mine");
        assertThat(out.toString())
                .contains("set    skips     c  measured               a  K     S  held out  measured  median    same")
                .contains("1    4 of 60  0.95      0.95  0.85 0.80 0.75  3  1.12      1.12      1.09    1.09  7 of 8")
                .contains("set 1: attention [3, 4], mlp [4, 25]\n")
                .contains("Plain decoding: 41.2 tokens/s. 2 sets scored.\n")
                .contains("Saved as mine in " + file + ": 1.09 times the speed of plain decoding")
                .contains(".skipProfilesFile(Path.of(\"" + file + "\")).skipProfile(\"mine\")")
                .contains("skip-profiles-location=file:" + file);
        assertThat(err.toString().replaceAll("\\s+", " "))
                .startsWith("model stories260K, 5 layers of width 64: 10 sub-layers that a draft may skip engine ")
                .contains(" budget at most 5:00 min profile mine in " + file + ", a new file; saved if measured faster")
                .contains("A draft step saves 0.0101 of a plain step for an attention that it skips, 0.0199 for an MLP")
                .contains("loading the model, 5:00 min left", " measuring the best sets, ");
    }

    @Test
    void should_not_save_what_does_not_pay() {
        search = listener -> Reports.report(0.984);

        assertThat(execute()).isEqualTo(3);

        assertThat(file).doesNotExist();
        assertThat(out.toString())
                .contains("\nNo set pays on this machine: the best gives 0.98 of the speed of plain decoding; nothing "
                        + "saved.\nTo be saved, it would have to give more than 1.02. Plain decoding is faster here: ");

        assertThat(execute("--save-anyway")).isZero();
        assertThat(SkipProfiles.load(file).names()).containsExactly("stories260k");
        assertThat(out.toString()).contains("as asked, though it does not pay: 0.98 times the speed");
    }

    @Test
    void should_keep_other_profiles_and_tell_that_it_replaces_one() throws IOException {
        Files.writeString(
                file, "{\"a\": {\"attention\": [], \"mlp\": [1]}, \"mine\": {\"attention\": [], \"mlp\": []}}");

        assertThat(execute("--name", "mine")).isZero();

        assertThat(err.toString().replaceAll("\\s+", " ")).contains("; replaces the one of that name ");
        assertThat(SkipProfiles.load(file).names()).containsExactly("a", "mine");
    }

    @Test
    void should_write_json_log_and_picture() throws IOException {
        Path json = file.resolveSibling("report.json");
        Path log = file.resolveSibling("search.log");
        Path picture = file.resolveSibling("search.png");

        assertThat(execute(
                        "--name",
                        "mine",
                        "--json",
                        json.toString(),
                        "--log",
                        log.toString(),
                        "--picture",
                        picture.toString()))
                .isZero();

        JsonNode report = new ObjectMapper().readTree(Files.readString(json));
        assertThat(report.at("/subject/model").asText()).isEqualTo("HuggingFaceTB/SmolLM2-135M-Instruct");
        assertThat(report.at("/costs/emptyDraft").asDouble()).isEqualTo(1.0123456789);
        assertThat(report.at("/scores")).hasSize(2);
        assertThat(report.at("/scores/1/mlp").toString()).isEqualTo("[4,25]");
        assertThat(report.at("/validations/0/measuredSpeedUp").asDouble()).isEqualTo(1.08765);
        assertThat(report.at("/verdict/saved").asBoolean()).isTrue();
        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.matches("\\S+Z  +1  S 0\\.9800  c 1\\.0022  K 3  a 0\\.8461 0\\.8000 0\\.7500  "
                        + "attention \\[3], mlp \\[]  \\*"))
                .anyMatch(line -> line.contains("measured S 1.0877"))
                .anyMatch(line -> line.contains("Saved as mine"));
        assertThat(picture).isNotEmptyFile();
        assertThat(err.toString()).contains("Wrote " + json + "\n", "Wrote " + picture + "\n");
    }

    @Test
    void json_on_standard_output_should_be_alone_there() throws IOException {
        assertThat(execute("--json", "-")).isZero();

        assertThat(new ObjectMapper()
                        .readTree(out.toString())
                        .at("/verdict/pays")
                        .asBoolean())
                .isTrue();
        assertThat(err.toString()).contains("Saved as");
    }

    @Test
    void picture_that_cannot_be_written_should_be_a_warning() throws IOException {
        Path picture = file.resolveSibling("search.png");
        search = listener -> {
            try {
                Files.createDirectory(picture);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return Reports.report(1.1);
        };

        assertThat(execute("--picture", picture.toString())).isZero();
        assertThat(err.toString()).contains("Warning: no picture was drawn: ");
    }

    @Test
    void dry_run_should_only_say_what_would_be_done() {
        assertThat(execute("--dry-run", "--budget", "1h30m", "--evaluations", "200", "--strategy", "random"))
                .isZero();

        assertThat(out.toString())
                .contains("\nbudget    at most 1:30:00 h and 200 sets\n", "\nstrategy  random, seed 1: ");
        assertThat(err.toString()).isEmpty();
        assertThat(file.getParent()).isEmptyDirectory();
    }

    @Test
    void speeds_should_be_over_look_up_alone_where_it_drafts_too() {
        search = listener -> Reports.report(0.984, "look-up,skip,grammar");

        assertThat(execute()).isEqualTo(3);

        assertThat(out.toString())
                .contains("S: speed; look-up alone is 1.")
                .contains("the best gives 0.98 of the speed of look-up alone; nothing saved.\n")
                .contains("more than 1.02. Without a profile the engine drafts by look-up.\n");
        assertThat(err.toString().replaceAll("\\s+", " "))
                .contains("saved if measured faster than 1.05 times look-up alone");
    }

    @Test
    void drafters_should_be_checked_before_the_search() {
        assertThat(execute("--drafters", "look-up")).isEqualTo(2);
        assertThat(err.toString()).startsWith("ssd-search: drafters must have skip among them, but is: look-up\n");
    }

    @Test
    void first_interrupt_should_stop_the_search_and_save_the_best() {
        search = listener -> {
            interrupt();
            return replay(listener, Reports.report(1.1));
        };

        assertThat(execute()).isZero();

        assertThat(stops).hasValue(1);
        assertThat(exits).isEmpty();
        assertThat(err.toString()).contains("Stopping: the best sets so far are measured now");
        assertThat(file).exists();
    }

    @Test
    void second_interrupt_should_end_at_once() {
        search = listener -> {
            interrupt();
            interrupt();
            throw new SearchStoppedException("the search was stopped before anything was scored");
        };

        assertThat(execute()).isEqualTo(130);

        assertThat(stops).hasValue(1);
        assertThat(exits).containsExactly(130);
        assertThat(err.toString())
                .contains("Ended. The journal keeps every score")
                .endsWith("Nothing saved: the search was stopped before anything was scored.\n");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--budget 5; Invalid value for option '--budget': must be a time such as 90s, 5m or 1h30m, but is: 5",
                "--budget 0s; Invalid value for option '--budget': must be a time such as 90s, 5m or 1h30m, but is: 0s",
                "--tokens 2; continuationTokens must be between 8 and 4096, but is: 2",
                "--evaluations 0; evaluations must be greater than zero, but is: 0",
                "--device tpu; device must be one of auto, cpu, cuda, cuda:N, but is: tpu",
                "--linear-kernel mkl; linearKernel must be one of auto, onednn, fbgemm, plain, but is: mkl",
                "--picture no/such/p.png; --picture must be a file in an existing folder, but is: no/such/p.png"
            })
    void should_say_what_is_wrong_with_the_command_line(String arguments, String message) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);

        assertThat(err.toString()).isEqualTo("ssd-search: " + message + "\nTry 'ssd-search --help'.\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void should_name_the_strategies() {
        assertThat(execute("--strategy", "luck")).isEqualTo(2);
        assertThat(err.toString()).contains("strategy must be one of greedy, ").contains(", but is: luck");

        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("How to look: greedy, ", "130   ended by Ctrl-C", "Default: 5m");
    }

    @Test
    void should_find_out_before_the_search_what_would_fail_after_it() throws IOException {
        search = listener -> {
            throw new AssertionError("the search must not begin");
        };
        Path prompts = Files.writeString(file.resolveSibling("p.jsonl"), "{\"prompt\": \"a\"}\n{");

        assertThat(execute("--prompts", prompts.toString())).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("ssd-search: " + prompts + ": line 2 is not JSON: ")
                .hasLineCount(1);

        err.getBuffer().setLength(0);
        assertThat(execute("--out", "no/such/s.json")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("ssd-search: no/such/s.json cannot be written: there is no folder ")
                .hasLineCount(1);

        err.getBuffer().setLength(0);
        assertThat(execute("--name", "none")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("ssd-search: a skip profile cannot be called 'none'\n");
    }

    private static SearchReport replay(SearchListener listener, SearchReport report) {
        listener.onPhase(Phase.LOAD);
        listener.onPhase(Phase.CONTINUATIONS);
        listener.onProgress(Phase.CONTINUATIONS, 1, 1);
        listener.onCosts(report.costs());
        listener.onPhase(Phase.SEARCH);
        Score best = report.scores().get(0);
        int count = 0;
        for (Score score : report.scores()) {
            best = score.speedUp() > best.speedUp() ? score : best;
            listener.onScore(++count, score, best);
        }
        listener.onPhase(Phase.VALIDATION);
        report.validations().forEach(listener::onValidation);
        return report;
    }

    /** Ctrl-C, as the terminal would send it; returns when it was heard. */
    private void interrupt() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            signal.getMethod("raise", signal)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"));
            assertThat(heard.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        } catch (ReflectiveOperationException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int execute(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--model", STORIES.toString()));
        if (!Arrays.asList(arguments).contains("--out")) {
            all.addAll(List.of("--out", file.toString()));
        }
        all.addAll(Arrays.asList(arguments));
        SsdSearch command = new SsdSearch(
                settings -> new SsdSearch.Search() {
                    @Override
                    public SearchReport run(SearchListener listener) {
                        return search.apply(listener);
                    }

                    @Override
                    public void stop() {
                        stops.incrementAndGet();
                        heard.release();
                    }
                },
                code -> {
                    exits.add(code);
                    heard.release();
                });
        CommandLine line = CommandLineTool.of(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        return line.execute(all.toArray(String[]::new));
    }
}
