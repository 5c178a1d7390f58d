package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.result.EvaluationReport;
import io.github.ssd4j.measurement.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of an evaluation. */
public final class ReportFiles {

    private ReportFiles() {}

    /**
     * Writes {@code report.json}, {@code report.md} and {@code report.html}; each replaces an older one as a whole.
     *
     * @param folder is made if it is not there
     * @return the files, in that order
     * @throws IOException if the folder cannot be made or a file cannot be written
     */
    public static List<Path> write(EvaluationReport report, Path folder) throws IOException {
        Map<Path, String> contents = new LinkedHashMap<>();
        contents.put(folder.resolve("report.json"), new EvaluationJson(report).toJson());
        contents.put(folder.resolve("report.md"), new EvaluationText(report).toMarkdown());
        contents.put(folder.resolve("report.html"), new EvaluationHtml(report).toHtml());
        Files.createDirectories(folder);
        for (Map.Entry<Path, String> content : contents.entrySet()) {
            AtomicFile.of(content.getKey()).replace(content.getValue());
        }
        return List.copyOf(contents.keySet());
    }
}
