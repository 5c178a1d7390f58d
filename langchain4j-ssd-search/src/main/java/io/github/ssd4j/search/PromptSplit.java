package io.github.ssd4j.search;

import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.internal.Ensure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The prompts of a search as the model reads them: some to search with, others to measure with.
 *
 * @param calibration token ids of the prompts to search with, at least one
 * @param heldOut token ids of the prompts that the search must not see, at least one
 */
record PromptSplit(List<int[]> calibration, List<int[]> heldOut) {

    /**
     * Draws the prompts of both parts by the seed. If there are too few for both, a third is held out.
     *
     * @param texts of all prompts
     * @param contextTokens room for a prompt and its answer
     * @throws IllegalArgumentException if a prompt does not fit into the context
     */
    static PromptSplit of(Checkpoint checkpoint, SkipSearch.Settings settings, List<String> texts, int contextTokens) {
        List<String> shuffled = new ArrayList<>(texts);
        Collections.shuffle(shuffled, new Random(settings.seed()));
        int wanted = settings.calibrationPrompts() + settings.heldOutPrompts();
        int heldOut = shuffled.size() >= wanted
                ? settings.heldOutPrompts()
                : Math.min(settings.heldOutPrompts(), Math.max(1, shuffled.size() / 3));
        int calibration = Math.min(settings.calibrationPrompts(), shuffled.size() - heldOut);
        Optional<ChatTemplate> template =
                checkpoint.chatTemplate().map(source -> ChatTemplate.of(source, checkpoint.tokenizer()));
        int room = contextTokens - settings.continuationTokens();
        List<int[]> prompts = shuffled.stream()
                .limit(calibration + heldOut)
                .map(text -> encode(checkpoint, template, text, room))
                .toList();
        return new PromptSplit(prompts.subList(0, calibration), prompts.subList(calibration, calibration + heldOut));
    }

    private static int[] encode(Checkpoint checkpoint, Optional<ChatTemplate> template, String text, int room) {
        // A template writes the special tokens itself.
        int[] ids = template.map(chat -> checkpoint.tokenizer().encode(chat.prompt(question(text), true)))
                .orElseGet(() -> checkpoint.tokenizer().encode(text, true));
        Ensure.that(
                ids.length <= room,
                "each prompt must leave room for its answer, so have %s tokens at most, but one has %s: \"%s...\"",
                Math.max(0, room),
                ids.length,
                text.substring(0, Math.min(40, text.length())));
        return ids;
    }

    private static List<Map<String, Object>> question(String text) {
        return List.of(Map.of("role", "user", "content", text));
    }
}
