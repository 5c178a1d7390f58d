package io.github.ssd4j.examples.console;

import io.github.ssd4j.LocalModel;
import io.github.ssd4j.SsdModelCatalog;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.CheckpointException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints the models of this machine: what to give to {@code --model}, kind, size and path. */
final class ModelList {

    private static final double MEGA = 1e6;

    private final SsdModelCatalog catalog;

    ModelList(SsdModelCatalog catalog) {
        this.catalog = catalog;
    }

    void print(PrintWriter out) {
        List<LocalModel> models = catalog.localModels();
        if (models.isEmpty()) {
            out.println("no models in the caches of the hub and of Ollama");
        }
        int width =
                models.stream().mapToInt(model -> model.name().length()).max().orElse(0);
        for (LocalModel model : models) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-" + width + "s  %-11s  %8.1f MB  %s",
                    model.name(),
                    model.format(),
                    model.bytes() / MEGA,
                    model.path()));
            // A look at the headers, so that nobody chooses what then does not open.
            try (Checkpoint checkpoint = Checkpoint.open(model.path())) {
                assert checkpoint.path().equals(model.path());
            } catch (CheckpointException e) {
                out.println("    does not open: " + Failure.describe(e));
            }
        }
    }
}
