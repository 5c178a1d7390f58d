package io.github.ssd4j.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.evaluation.result.EvaluationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {

    @TempDir
    private Path folder;

    @Test
    void should_write_three_files_and_leave_nothing_else() throws IOException {
        EvaluationReport report = Reports.report();
        Path target = folder.resolve("a/b");
        Files.createDirectories(target);
        Files.writeString(target.resolve("report.json"), "old");

        List<Path> files = ReportFiles.write(report, target);

        assertThat(files)
                .containsExactly(
                        target.resolve("report.json"), target.resolve("report.md"), target.resolve("report.html"));
        assertThat(files.get(0)).hasContent(new EvaluationJson(report).toJson());
        assertThat(files.get(1)).hasContent(new EvaluationText(report).toMarkdown());
        assertThat(Files.readString(files.get(2))).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        try (Stream<Path> all = Files.list(target)) {
            assertThat(all).hasSize(3);
        }
    }

    @Test
    void should_make_the_folder_and_fail_where_it_cannot() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(ReportFiles.write(Reports.peers("ollama"), folder.resolve("c/d")))
                .allMatch(Files::isRegularFile);
        assertThatThrownBy(() -> ReportFiles.write(Reports.report(), file)).isInstanceOf(IOException.class);
    }
}
