package io.github.ssd4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.ModelUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes over the network: whole, broken off, damaged. */
class HubDownloadTest extends HubTest {

    @Test
    void should_go_on_with_a_broken_transfer_where_it_stopped() {
        // given
        server.breaks.addAll(List.of(100_000, 50_000));

        // when
        Path model = resolve();

        // then
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(weights);
        List<String> requests = server.requests.stream()
                .filter(request -> request.startsWith("GET /store/"))
                .toList();
        assertThat(requests).hasSize(3).first().isEqualTo("GET /store/model.safetensors");
        // Of what was sent before a break, the last part may be lost on the way.
        int second = beginOf(requests.get(1));
        assertThat(second).isBetween(1, 100_000);
        assertThat(beginOf(requests.get(2))).isBetween(second + 1, second + 50_000);
    }

    private static int beginOf(String request) {
        assertThat(request).matches("GET /store/model\\.safetensors bytes=\\d+-");
        return Integer.parseInt(request.replaceAll(".*bytes=(\\d+)-", "$1"));
    }

    @Test
    void should_go_on_in_the_next_run_after_a_transfer_that_went_silent() {
        // given
        server.breaks.addAll(List.of(120_000, 0, 0));
        server.silentBreaks = true;

        // when
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("hub: model.safetensors broke off after 120000 of 300000 bytes "
                        + "(nothing arrived for 2 s); the next start goes on from there");
        Path model = resolve();

        // then
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(server.requests)
                .filteredOn(request -> request.startsWith("GET /store/"))
                .last()
                .isEqualTo("GET /store/model.safetensors bytes=120000-");
    }

    @Test
    void should_refuse_a_file_with_a_wrong_checksum_and_keep_nothing_of_it() {
        // given
        server.damaged = Optional.of("model.safetensors");

        // then
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("hub: model.safetensors arrived damaged from " + server.host() + ": expected "
                        + HubServer.digest("SHA-256", weights) + ", found ");
        assertThat(commitFolder().resolve("model.safetensors")).doesNotExist();
        assertThat(commitFolder().resolve("model.safetensors.part")).doesNotExist();
    }

    @Test
    void should_refuse_a_small_file_whose_git_tag_does_not_fit() {
        // given
        server.damaged = Optional.of("tokenizer.json");

        // then
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("hub: tokenizer.json arrived damaged from " + server.host());
    }

    @Test
    void should_start_again_when_the_beginning_of_an_earlier_run_is_damaged() throws IOException {
        // given
        Path part = commitFolder().resolve("model.safetensors.part");
        Files.createDirectories(part.getParent());
        Files.write(part, new byte[1000]);

        // when
        Path model = resolve();

        // then
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void should_fetch_a_damaged_cached_file_again() throws IOException {
        // given
        Path file = resolve().resolve("model.safetensors");
        byte[] damaged = weights.clone();
        damaged[5] ^= 1;
        Files.write(file, damaged);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        // when
        Path model = resolve();

        // then
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(notes).contains("the cached model.safetensors of " + ID + " is damaged; it has to be fetched again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"true | only its size was compared, 2 bytes", "false | nothing could be compared"})
    void should_say_what_was_compared_where_the_hub_gives_no_checksum(boolean withSize, String compared) {
        // given
        server.untagged.put("config.json", withSize);

        // when
        resolve();

        // then
        assertThat(notes)
                .contains(server.host() + " gives no checksum of config.json: " + compared)
                .noneMatch(note -> note.contains("no checksum of tokenizer.json"));
    }

    @Test
    void should_download_every_shard_that_the_index_names() {
        // given
        server.files.remove("model.safetensors");
        server.put(
                "model.safetensors.index.json",
                "{\"weight_map\":{\"a\":\"model-1-of-2.safetensors\",\"b\":\"model-2-of-2.safetensors\"}}");
        server.put("model-1-of-2.safetensors", "one");
        server.put("model-2-of-2.safetensors", "two");
        server.put("model-of-another-format.safetensors", "three");

        // when
        Path model = resolve();

        // then
        assertThat(model.resolve("model-1-of-2.safetensors")).hasContent("one");
        assertThat(model.resolve("model-2-of-2.safetensors")).hasContent("two");
        assertThat(model.resolve("model-of-another-format.safetensors")).doesNotExist();
    }

    @Test
    void should_refuse_a_shard_outside_of_its_folder() {
        // given
        server.files.remove("model.safetensors");
        server.put("model.safetensors.index.json", "{\"weight_map\":{\"a\":\"../a.safetensors\"}}");
        server.put("../a.safetensors", "one");

        // then
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("hub: the index of " + ID + " names ../a.safetensors, which is not there");
    }

    @Test
    void should_download_what_a_checkpoint_needs_and_nothing_else() {
        // when
        Path model = resolve();

        // then
        assertThat(model).isEqualTo(commitFolder());
        assertThat(model.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(model.resolve("config.json")).hasContent("{}");
        assertThat(model.resolve("README.md")).doesNotExist();
        assertThat(model.resolve("model.safetensors.part")).doesNotExist();
    }

    @Test
    void should_say_before_a_transfer_that_the_disk_has_no_room() {
        // given
        server.toldSize = Optional.of(1L << 60);

        // then
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageMatching(".*hub: disk full: model\\.safetensors needs 1152921504606\\.8 MB, "
                        + Pattern.quote(commitFolder().toString())
                        + " has room for \\d+\\.\\d MB; SSD_CACHE_HOME moves the cache");
        assertThat(server.requests).noneMatch(request -> request.startsWith("GET /store/"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void should_say_once_that_a_file_cannot_be_written() throws IOException {
        // given
        Files.createDirectories(commitFolder());
        Path part = Files.createSymbolicLink(commitFolder().resolve("model.safetensors.part"), Path.of("/dev/full"));

        // then
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageEndingWith("model.safetensors.part cannot be written: No space left on device");
        assertThat(server.requests)
                .filteredOn(request -> request.startsWith("GET /store/"))
                .hasSize(1);
        Files.delete(part);
    }
}
