package io.github.ssd4j.search;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.measurement.io.ModelFiles;
import io.github.ssd4j.measurement.io.Sha256;
import io.github.ssd4j.search.SearchReport.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Everything that costs and scores depend on: searches with the same may use each other's. The strategy is not among it. */
final class Fingerprint {

    private static final int DIGITS = 16;

    private final String model;
    private final Map<String, String> parts = new TreeMap<>();

    Fingerprint(Checkpoint checkpoint, Subject subject, SkipSearch.Settings settings) {
        model = subject.model();
        parts.put("model", ModelFiles.describe(checkpoint));
        parts.put("engine", subject.engineVersion());
        parts.put("device", subject.device());
        parts.put("dtype", subject.dtype());
        parts.put("linearKernel", subject.linearKernel());
        parts.put("threads", String.valueOf(subject.threads()));
        parts.put("prompts", subject.promptsSha256());
        parts.put("promptCount", String.valueOf(subject.prompts()));
        parts.put("heldOut", String.valueOf(settings.heldOutPrompts()));
        parts.put("tokens", String.valueOf(subject.continuationTokens()));
        parts.put("maxDraftTokens", String.valueOf(settings.maxDraftTokens()));
        parts.put("temperature", String.valueOf(subject.temperature()));
        parts.put("drafters", subject.drafters());
        parts.put("seed", String.valueOf(subject.seed()));
    }

    /** The journal of searches like this one; the folder is made if need be. */
    SearchJournal openJournal(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for the journal cannot be made: " + directory, e);
        }
        String sum = Sha256.of(parts.toString().getBytes(StandardCharsets.UTF_8));
        String name = model.replaceAll("[^A-Za-z0-9._-]", "_") + "-" + sum.substring(0, DIGITS) + ".jsonl";
        return SearchJournal.open(directory.resolve(name), parts);
    }
}
