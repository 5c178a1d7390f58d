package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.prompt.Prompts;
import io.github.ssd4j.evaluation.result.EvaluationReport.Quality;
import io.github.ssd4j.evaluation.run.AskedQuestion;
import java.util.List;

/**
 * What is asked, how, and how the answers are judged.
 *
 * @param name of the command
 * @param questions in the order in which they are asked
 * @param prompts makes prompts of them
 * @param stopStrings behind which an answer is over
 * @param samples answers to each
 * @param judge of the answers
 */
record Task(
        String name, List<Question> questions, Prompts prompts, List<String> stopStrings, int samples, Judge judge) {

    /** Judges answers. */
    @FunctionalInterface
    interface Judge {

        /** Where only speed matters. */
        Judge NONE = (asked, contestants) -> List.of();

        /** The measures, each with a value for each contestant. */
        List<Quality> judge(List<AskedQuestion> asked, int contestants);
    }
}
