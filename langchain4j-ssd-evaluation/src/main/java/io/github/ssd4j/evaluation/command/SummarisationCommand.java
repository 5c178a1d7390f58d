package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.data.Questions;
import io.github.ssd4j.evaluation.data.Shots;
import io.github.ssd4j.evaluation.data.SummaryPairs;
import io.github.ssd4j.evaluation.prompt.Prompts;
import io.github.ssd4j.evaluation.prompt.SummaryLength;
import io.github.ssd4j.measurement.cli.CommandLineTool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ssd-eval summarisation}: texts are summarised; speed, and ROUGE against summaries by people. */
@Command(
        name = "summarisation",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Lets the model summarise texts, and compares speculative with plain decoding: speed, and ROUGE-1, 2 and L "
                    + "against summaries by people (F1 without stemming; of several references the best).",
            "",
            "A line of the data is an object with \"article\" and \"highlights\", as of CNN/Daily Mail and XSum; there may be "
                    + "more \"references\".",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ssd-eval summarisation --model SmolLM2-135M-Instruct.Q4_1.gguf --data scitldr.jsonl --limit 20",
            "  ssd-eval summarisation --model models/Llama-2-13b --data xsum.jsonl --shots 1 --prompt-style raw"
        })
public final class SummarisationCommand implements Callable<Integer> {

    /** Where the next example would begin, if the model went on. */
    private static final List<String> RAW_STOPS = List.of("\n\n", "\nArticle:");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private EngineRunOptions engine = new EngineRunOptions();

    @Mixin
    private RunOptions run = new RunOptions();

    @Mixin
    private ShotOptions shotOptions = new ShotOptions();

    @Option(
            names = "--length",
            paramLabel = "LENGTH",
            defaultValue = "one_sentence",
            description =
                    "What a chat model is asked for: one_sentence (as XSum, SciTLDR) or short (two to four sentences, as "
                            + "CNN/Daily Mail).")
    private SummaryLength length = SummaryLength.ONE_SENTENCE;

    @Override
    public Integer call() throws IOException {
        Shots shots = CommandLineTool.checked(spec, () -> shotOptions.of(run.questions(SummarisationCommand::read)));
        List<Question> questions = CommandLineTool.checked(spec, () -> run.limited(shots.questions()));
        return new EngineEvaluation(spec, engine, run)
                .execute(
                        raw -> new Task(
                                "summarisation",
                                questions,
                                raw ? Prompts.rawSummaries(shots.shots()) : Prompts.summaries(length, shots.shots()),
                                raw ? RAW_STOPS : List.of(),
                                1,
                                new SummaryJudge(questions)),
                        new Conditions().add("shots", shots.shots().size()));
    }

    private static List<Question> read(Path file) {
        return SummaryPairs.read(file).stream()
                .map(pair -> pair.toQuestion(Questions.category(file)))
                .toList();
    }
}
