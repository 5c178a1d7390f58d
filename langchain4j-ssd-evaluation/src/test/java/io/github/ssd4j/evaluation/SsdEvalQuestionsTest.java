package io.github.ssd4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that ask questions, whole and in this JVM, on the tiny trained checkpoint. No test asserts a time. */
class SsdEvalQuestionsTest {

    private static final String STORIES = "../langchain4j-ssd/src/test/resources/stories260K/stories260K";

    private static final String[] ENGINE = {
        "--model", STORIES, "--dtype", "float32", "--skip-attention", "2", "--max-tokens", "24", "--warm-up", "1"
    };

    /** Every pass of up to so many drafts is timed, with the default of 16 for seconds. */
    private static final String FEW_DRAFTS = "--policy=fixed:3";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Path folder;
    private Path data;

    @BeforeEach
    void setUp(@TempDir Path folder) throws IOException {
        this.folder = folder;
        data = folder.resolve("questions.jsonl");
        Files.writeString(data, """
                {"id": 1, "category": "girls", "turns": ["Once upon a time, there was a little girl", "The next day she"]}
                {"id": 2, "category": "dogs", "prompt": "Tom and Lily had a big dog"}
                {"id": 3, "category": "girls", "prompt": "Lily was a girl who"}
                """);
    }

    @Test
    void spec_bench_should_compare_policies_by_category_exactly() throws IOException {
        assertThat(ask("spec-bench", "--policy", "fixed:3,cost-optimal"))
                .as(err.toString())
                .isZero();

        JsonNode report = report();
        assertThat(report.at("/command").asText()).isEqualTo("spec-bench");
        assertThat(texts(report.at("/contestants"))).containsExactly("plain", "fixed:3", "cost-optimal");
        assertThat(texts(report.at("/sections"), "category")).containsExactly("all", "girls", "dogs");
        JsonNode all = report.at("/sections/0/comparisons/0");
        assertThat(all.at("/answers").asInt()).isEqualTo(4);
        assertThat(all.at("/identicalAnswers").asInt()).isEqualTo(4);
        assertThat(all.at("/drafting/draftedTokens").asInt()).isPositive();
        assertThat(all.at("/drafting/tokensPerRound").asDouble()).isGreaterThan(1);
        assertThat(all.at("/drafting/predictedSpeedUp").asDouble()).isPositive();
        double net = all.at("/drafting/ledger/net").asDouble();
        assertThat(net).isCloseTo(1 - 1 / all.at("/speedUp").asDouble(), Offset.offset(1e-9));
        assertThat(texts(all.at("/drafting/drafters"), "name")).hasSize(1).allMatch(name -> name.startsWith("skip:"));
        assertThat(texts(report.at("/sections/0/comparisons/1/drafting/drafters"), "name"))
                .contains("look-up");
        assertThat(out.toString()).contains("By turn: fixed:3", "What each drafter gains and costs: cost-optimal");
        assertThat(report.at("/answers")).hasSize(4);
        assertThat(out.toString()).contains("Speed of fixed:3 beside plain", "All answers are identical");
        assertThat(folder.resolve("out").resolve("report.md")).content().contains("| category |");
        assertThat(folder.resolve("out").resolve("report.html")).content().startsWith("<!DOCTYPE html>");
    }

    @Test
    void sampled_answers_should_be_counted_as_identical_too() throws IOException {
        assertThat(ask("spec-bench", "--policy", "fixed:3", "--temperature", "0.9"))
                .as(err.toString())
                .isZero();

        JsonNode all = report().at("/sections/0/comparisons/0");
        assertThat(all.at("/drafting/acceptedTokens").asInt()).isPositive();
        assertThat(all.at("/identicalAnswers").asInt())
                .isEqualTo(all.at("/answers").asInt());
        assertThat(out.toString()).contains("All answers are identical to those of plain.");
    }

    @Test
    void sampled_answers_of_models_that_take_no_seed_should_not_be_counted() throws IOException {
        assertThat(compare("--temperature", "0.9")).as(err.toString()).isZero();

        JsonNode all = report().at("/sections/0/comparisons/0");
        assertThat(all.at("/identicalAnswers").isNull()).isTrue();
    }

    @Test
    void answers_under_a_schema_should_be_valid_and_the_same_with_drafts() throws IOException {
        Files.writeString(data, """
                {"id": 1, "prompt": "Tom", "schema": {"type": "object", "properties": {"age": {"type": "integer"}, \
                  "kind": {"enum": ["cat", "dog"]}}, "required": ["age", "kind"], "additionalProperties": false}}
                {"id": 2, "prompt": "Lily", "schema": {"type": "string", "pattern": "a+"}}
                """);

        assertThat(ask("spec-bench")).as(err.toString()).isZero();

        JsonNode all = report().at("/sections/0/comparisons/0");
        assertThat(all.at("/answers").asInt()).isEqualTo(1);
        assertThat(all.at("/identicalAnswers").asInt()).isEqualTo(1);
        assertThat(texts(all.at("/drafting/drafters"), "name")).contains("grammar");
        assertThat(folder.resolve("out").resolve("report.md"))
                .content()
                .contains("its schema cannot be enforced")
                .contains("pattern");
    }

    @Test
    void the_same_command_should_go_on_from_the_journal_and_report_the_same() throws IOException {
        assertThat(ask("spec-bench", FEW_DRAFTS)).as(err.toString()).isZero();
        JsonNode first = report();

        assertThat(ask("spec-bench", FEW_DRAFTS)).isZero();
        assertThat(err.toString()).contains("Going on from ");
        assertThat(report()).isEqualTo(first);

        assertThat(ask("spec-bench", FEW_DRAFTS, "--seed", "2")).isZero();
        assertThat(folder.resolve("out").resolve("journal.jsonl.old")).exists();
    }

    @Test
    void should_refuse_a_kernel_before_anything_is_written() {
        assertThat(ask("spec-bench", "--linear-kernel", "mkl")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("ssd-eval: linearKernel must be one of auto, onednn, fbgemm, plain, but is: mkl\n");

        err.getBuffer().setLength(0);
        assertThat(ask("spec-bench", "--device", "cpu", "--linear-kernel", "fbgemm"))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("ssd-eval: linear kernel 'fbgemm' was asked for, but with device cpu and dtype float32")
                .endsWith("plain\n")
                .hasLineCount(1);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void summarisation_should_judge_all_alike() throws IOException {
        Path pairs = folder.resolve("pairs.jsonl");
        Files.writeString(pairs, """
                {"article": "A cat sat on a mat. It was happy.", "highlights": "A cat was happy."}
                {"article": "Tom had a ball. The ball was red.", "highlights": "Tom had a red ball."}
                """);
        data = pairs;

        assertThat(ask("summarisation", FEW_DRAFTS, "--shots", "1"))
                .as(err.toString())
                .isZero();

        JsonNode qualities = report().at("/qualities");
        assertThat(texts(qualities, "measure")).containsExactly("ROUGE-1", "ROUGE-2", "ROUGE-L");
        assertThat(qualities.at("/0/values/0/contestant").asText()).isEqualTo("plain");
        assertThat(qualities.at("/0/values/0/value")).isEqualTo(qualities.at("/0/values/1/value"));
        assertThat(report().at("/answers")).hasSize(1);
    }

    @Test
    void code_should_be_executed_only_when_asked_for() throws IOException {
        data = Path.of("src", "test", "resources", "code", "problems.jsonl");

        assertThat(ask("code", "--limit", "1")).as(err.toString()).isZero();

        assertThat(report().at("/qualities")).isEmpty();
        assertThat(report().at("/answers")).hasSize(1);
    }

    @Test
    void compare_should_ask_any_two_chat_models() throws IOException {
        assertThat(compare()).as(err.toString()).isZero();

        JsonNode all = report().at("/sections/0/comparisons/0");
        assertThat(all.at("/candidate").asText()).isEqualTo("drafting");
        assertThat(all.at("/identicalAnswers").asInt()).isEqualTo(4);
        assertThat(all.at("/drafting").isNull()).isTrue();
        assertThat(texts(report().at("/notes"))).anyMatch(note -> note.startsWith("Times are those of whole calls"));
    }

    @Test
    void questions_that_do_not_fit_should_be_left_out_and_named() throws IOException {
        Files.writeString(
                data, "{\"id\": \"long\", \"prompt\": \"" + "Tom ran. ".repeat(300) + "\"}\n" + Files.readString(data));

        assertThat(ask("spec-bench", FEW_DRAFTS)).isZero();

        assertThat(err.toString()).contains("Left out: long (questions): its prompt has ");
        assertThat(texts(report().at("/notes")))
                .singleElement()
                .asString()
                .startsWith("1 of 4 questions was left out: its prompt has ")
                .contains("tokens, but there is room for");
    }

    @Test
    void wrong_options_should_be_told_before_a_model_is_loaded() {
        assertThat(ask("spec-bench", "--policy", "fixed:x")).isEqualTo(2);
        assertThat(err.toString()).contains("a draft policy is cost-optimal, fixed:K, adaptive or threshold:T");
        assertThat(ask("code", "--samples", "3")).isEqualTo(2);
        assertThat(err.toString()).contains("--samples 3 needs a --temperature: greedy answers are all the same");
        assertThat(ask("spec-bench", "--max-tokens", "0")).isEqualTo(2);
        assertThat(ask("spec-bench", "--limit", "0")).isEqualTo(2);
        assertThat(ask("spec-bench", "--out", data.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("--out must be a folder, but is a file: " + data);
    }

    @Test
    void only_the_named_drafters_should_draft() throws IOException {
        assertThat(ask("spec-bench", FEW_DRAFTS, "--drafters", "look-up"))
                .as(err.toString())
                .isZero();
        JsonNode drafting = report().at("/sections/0/comparisons/0/drafting");
        assertThat(texts(drafting.at("/drafters"), "name")).containsExactly("look-up");

        assertThat(ask("spec-bench", FEW_DRAFTS, "--drafters", "none"))
                .as(err.toString())
                .isZero();
        JsonNode plain = report().at("/sections/0/comparisons/0/drafting");
        assertThat(plain.at("/draftedTokens").asInt()).isZero();
        assertThat(plain.at("/drafters")).isEmpty();
        assertThat(texts(report().at("/settings"), "name")).contains("drafters");
    }

    @Test
    void drafters_that_there_are_not_should_be_refused() {
        assertThat(ask("spec-bench", "--drafters", "look-up,int4")).isEqualTo(2);
        assertThat(err.toString()).contains("drafters must be none or some of look-up,skip,grammar");
    }

    private int ask(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(Arrays.asList(ENGINE));
        all.addAll(List.of("--data", data.toString()));
        if (!Arrays.asList(arguments).contains("--out")) {
            all.addAll(List.of("--out", folder.resolve("out").toString()));
        }
        all.addAll(Arrays.asList(arguments));
        return execute(all.toArray(String[]::new));
    }

    /** A plain model beside one that drafts. */
    private int compare(String... arguments) {
        List<String> all = new ArrayList<>(List.of("compare", "--data", data.toString(), "--max-tokens", "16"));
        all.addAll(List.of("--warm-up", "0", "--out", folder.resolve("out").toString(), "--names", "plain,drafting"));
        all.addAll(List.of("--baseline", "io.github.ssd4j.SsdChatModel", "--baseline-set", "speculative=false"));
        all.addAll(List.of("--candidate", "io.github.ssd4j.SsdChatModel"));
        for (String setting : List.of("model=" + STORIES, "dtype=float32", "chatTemplate={{ messages[0].content }}")) {
            all.addAll(List.of("--baseline-set", setting, "--candidate-set", setting));
        }
        all.addAll(Arrays.asList(arguments));
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        CommandLine command = SsdEval.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return command.execute(arguments);
    }

    private JsonNode report() throws IOException {
        return new ObjectMapper()
                .readTree(folder.resolve("out").resolve("report.json").toFile());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        array.forEach(object -> texts.add(object.path(field).asText()));
        return texts;
    }
}
