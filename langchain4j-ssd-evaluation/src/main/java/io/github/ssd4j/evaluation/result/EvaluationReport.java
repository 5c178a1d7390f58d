package io.github.ssd4j.evaluation.result;

import io.github.ssd4j.internal.Ensure;
import java.util.List;

/**
 * What an evaluation found: one baseline and one or more candidates have answered the same questions in turn.
 *
 * @param task name of the command, as {@code spec-bench}
 * @param settings all that the figures depend on, in the order to show: machine, model, dtype, prompts, seed and so on
 * @param contestants their names; the first is the baseline
 * @param sections the figures of each category; if there are several categories, the first section is of all together
 * @param qualities how good the answers are
 * @param answers all single answers
 * @param notes what a reader must know, whole sentences: questions that were left out and why, an early end
 */
public record EvaluationReport(
        String task,
        List<Setting> settings,
        List<String> contestants,
        List<Section> sections,
        List<Quality> qualities,
        List<AnswerFigures> answers,
        List<String> notes) {

    public EvaluationReport {
        settings = List.copyOf(settings);
        contestants = List.copyOf(contestants);
        Ensure.that(contestants.size() > 1, "contestants must be two or more, but are: %s", contestants);
        sections = List.copyOf(sections);
        qualities = List.copyOf(qualities);
        answers = List.copyOf(answers);
        notes = List.copyOf(notes);
    }

    /** The name and the value of something that the figures depend on. */
    public record Setting(String name, String value) {}

    /**
     * The figures of one category.
     *
     * @param category its name; {@code all} for all together
     * @param questions how many were asked
     * @param comparisons each candidate with the baseline, in the order of the contestants
     */
    public record Section(String category, int questions, List<Comparison> comparisons) {

        /** The name of the section about everything. */
        public static final String ALL = "all";

        public Section {
            comparisons = List.copyOf(comparisons);
        }
    }

    /**
     * How good the answers are by one measure.
     *
     * @param measure as {@code ROUGE-L} or {@code pass@1}
     * @param values in [0, 1], for each contestant
     */
    public record Quality(String measure, List<Double> values) {

        public Quality {
            values = List.copyOf(values);
        }
    }

    /**
     * One turn of one question as all contestants have answered it.
     *
     * @param id of the question
     * @param turn from 0
     * @param answers in the order of the contestants
     */
    public record AnswerFigures(String id, String category, int turn, List<Answered> answers) {

        public AnswerFigures {
            answers = List.copyOf(answers);
        }
    }

    /**
     * What one contestant took for one turn.
     *
     * @param promptTokens that were read or reused
     * @param tokens of the answer
     * @param decodeSeconds without the reading of the prompt, where that is known, else all
     * @param totalSeconds from the call to the whole answer
     * @param secondsPerToken of the decoding
     * @param sameAsBaseline whether the answer is the baseline's
     */
    public record Answered(
            int promptTokens,
            int tokens,
            double decodeSeconds,
            double totalSeconds,
            double secondsPerToken,
            boolean sameAsBaseline) {}
}
