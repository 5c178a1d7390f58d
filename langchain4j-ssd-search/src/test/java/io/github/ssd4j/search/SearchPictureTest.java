package io.github.ssd4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.search.space.Score;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPictureTest {

    private static final int SKIPPED = 0xFFD1495B;

    @TempDir
    private Path folder;

    @Test
    void should_show_the_skipped_sub_layers_and_the_scores() throws IOException {
        Path file = folder.resolve("search.png");

        new SearchPicture(search()).write(file);

        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(1000);
        assertThat(image.getHeight()).isEqualTo(620);
        // 4 of 60 cells of the same size
        double share = count(image, SKIPPED) / (double) (count(image, SKIPPED) + count(image, 0xFFE4E8EE));
        assertThat(share).isBetween(3.5 / 60, 4.5 / 60);
        assertThat(count(image, 0xFF9DB4C8)).isGreaterThan(1000);
        assertThat(count(image, 0xFF1F4E79)).isGreaterThan(500);
    }

    @Test
    void should_draw_a_search_that_was_stopped_after_its_first_score() throws IOException {
        SearchReport whole = Reports.report(1.1);
        SearchReport report =
                new SearchReport(whole.subject(), whole.costs(), whole.scores().subList(0, 1), List.of(), true, 1.02);

        new SearchPicture(report).write(folder.resolve("one.png"));

        assertThat(count(ImageIO.read(folder.resolve("one.png").toFile()), SKIPPED))
                .isPositive();
    }

    @Test
    void should_say_what_cannot_be_drawn_or_written() {
        SearchReport whole = Reports.report(1.1);
        SearchReport empty = new SearchReport(whole.subject(), whole.costs(), List.of(), List.of(), true, 1.02);

        assertThatThrownBy(() -> new SearchPicture(empty)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SearchPicture(whole).write(folder)).isInstanceOf(IOException.class);
    }

    private static SearchReport search() {
        SearchReport report = Reports.report(1.08);
        SplittableRandom random = new SplittableRandom(1);
        List<Score> scores = new ArrayList<>(report.scores());
        for (int i = 0; i < 150; i++) {
            scores.add(Reports.score(Math.min(1.12, 0.75 + 0.001 * i + 0.25 * random.nextDouble()), i % 60));
        }
        return new SearchReport(report.subject(), report.costs(), scores, report.validations(), false, 1.02);
    }

    private static long count(BufferedImage image, int color) {
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += image.getRGB(x, y) == color ? 1 : 0;
            }
        }
        return count;
    }
}
