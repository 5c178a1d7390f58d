package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.command.Task.Judge;
import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.data.Questions;
import io.github.ssd4j.evaluation.prompt.Prompts;
import io.github.ssd4j.measurement.cli.CommandLineTool;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ssd-eval spec-bench}: the questions of Spec-Bench, or any others, by category. */
@Command(
        name = "spec-bench",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Compares the speed of speculative and plain decoding on questions of several categories, as Spec-Bench does "
                    + "(github.com/hemingkx/Spec-Bench, data/spec_bench/question.jsonl): translation, summarization, qa, "
                    + "math_reasoning, rag and the turns of MT-bench. Your own questions, and those of GSM8K, will do as well: a "
                    + "line is an object with \"prompt\", \"turns\" or \"question\", and if wanted a \"category\" and a "
                    + "\"schema\": the JSON schema that the answer must be valid under.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ssd-eval spec-bench --model SmolLM2-135M-Instruct.Q4_1.gguf --data question.jsonl --limit 10",
            "  ssd-eval spec-bench --model SmolLM2-135M-Instruct.Q4_1.gguf \\",
            "      --data langchain4j-ssd-evaluation/data/json_extraction.jsonl --max-tokens 256",
            "  ssd-eval spec-bench --model models/Llama-3.2-3B-Instruct --data my-prompts.jsonl \\",
            "      --policy cost-optimal,fixed:4 --dtype float32 --out reports/mine"
        })
public final class SpecBenchCommand implements Callable<Integer> {

    /** Where the next question would begin, if the model went on. */
    private static final List<String> RAW_STOPS = List.of("\nQuestion:");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private EngineRunOptions engine = new EngineRunOptions();

    @Mixin
    private RunOptions run = new RunOptions();

    @Override
    public Integer call() throws IOException {
        List<Question> questions = CommandLineTool.checked(spec, this::questions);
        return new EngineEvaluation(spec, engine, run)
                .execute(
                        raw -> new Task(
                                "spec-bench",
                                questions,
                                raw ? Prompts.rawQuestions(List.of()) : Prompts.questions(List.of()),
                                raw ? RAW_STOPS : List.of(),
                                1,
                                Judge.NONE),
                        new Conditions());
    }

    /** By Spec-Bench's groups; a limited part of MT-bench is one of all its categories. */
    private List<Question> questions() {
        List<Question> questions = run.questions(Questions::read);
        return run.limit == null ? grouped(questions) : grouped(Questions.limitGroups(questions, run.limit));
    }

    private static List<Question> grouped(List<Question> questions) {
        return questions.stream()
                .map(question -> question.withCategory(Questions.specBenchGroup(question.category())))
                .toList();
    }
}
