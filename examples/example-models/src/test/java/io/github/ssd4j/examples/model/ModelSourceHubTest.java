package io.github.ssd4j.examples.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.examples.model.LocatedModel.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSourceHubTest {

    private static final String ID = HubServer.REPOSITORY;
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2));

    @TempDir
    private Path home;

    private final Map<String, String> variables = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final byte[] weights = new byte[300_000];
    private HubServer server;

    @BeforeEach
    void startHub() throws IOException {
        server = new HubServer();
        new Random(7).nextBytes(weights);
        server.put("config.json", "{}");
        server.put("tokenizer.json", "{\"version\":\"1.0\"}");
        server.put("README.md", "not needed");
        server.files.put("model.safetensors", weights);
        variables.put("HF_ENDPOINT", server.endpoint().toString());
    }

    @AfterEach
    void stopHub() {
        server.close();
    }

    @Test
    void should_download_what_a_checkpoint_needs_and_nothing_else() {
        // when
        LocatedModel model = source().locate(ID);

        // then
        assertThat(model.origin()).isEqualTo(Origin.HUB);
        assertThat(model.path()).isEqualTo(commitFolder());
        assertThat(model.path().resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(model.path().resolve("config.json")).hasContent("{}");
        assertThat(model.path().resolve("README.md")).doesNotExist();
        assertThat(model.path().resolve("model.safetensors.part")).doesNotExist();
    }

    @Test
    void should_not_ask_the_hub_again_for_what_was_downloaded() {
        // given
        source().locate(ID);
        server.close();

        // when
        LocatedModel again = source().locate(ID);

        // then
        assertThat(again).isEqualTo(new LocatedModel(commitFolder(), Origin.HUB));
    }

    @Test
    void should_take_the_default_model_from_the_hub_when_none_is_named() {
        // when
        LocatedModel model = source().locate(null);

        // then
        assertThat(model.origin()).isEqualTo(Origin.HUB);
        assertThat(notes)
                .startsWith(ID + " is not on this machine yet", "local hub cache ~/.cache/huggingface/hub: not there");
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
        LocatedModel model = source().locate(ID);

        // then
        assertThat(model.path().resolve("model-1-of-2.safetensors")).hasContent("one");
        assertThat(model.path().resolve("model-2-of-2.safetensors")).hasContent("two");
        assertThat(model.path().resolve("model-of-another-format.safetensors")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STOPS | did not list the files of ID within 1 s",
                "DRIPS | did not list the files of ID within 1 s",
                "ENDLESS | lists the files of ID in more than 8388608 bytes"
            })
    @Timeout(30)
    void should_not_wait_for_a_listing_without_end(HubServer.Listing listing, String reason) {
        // given
        server.listing = listing;
        Limits limits = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(1));

        // then
        assertThatThrownBy(() -> source(limits).locate(ID))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining(server.host() + " " + reason.replace("ID", ID));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"true | only its size was compared, 2 bytes", "false | nothing could be compared"})
    void should_say_what_was_compared_where_the_hub_gives_no_checksum(boolean withSize, String compared) {
        // given
        server.untagged.put("config.json", withSize);

        // when
        source().locate(ID);

        // then
        assertThat(notes)
                .contains(server.host() + " gives no checksum of config.json: " + compared)
                .noneMatch(note -> note.contains("no checksum of tokenizer.json"));
    }

    @Test
    void should_refuse_a_shard_outside_of_its_folder() {
        // given
        server.files.remove("model.safetensors");
        server.put("model.safetensors.index.json", "{\"weight_map\":{\"a\":\"../a.safetensors\"}}");
        server.put("../a.safetensors", "one");

        // then
        assertThatThrownBy(() -> source().locate(ID))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("hub: the index of " + ID + " names ../a.safetensors, which is not there");
    }

    @Test
    void should_download_the_only_gguf_of_a_repository_without_safetensors() {
        // given
        server.files.clear();
        server.put("tiny.Q8_0.gguf", "GGUF");

        // when
        LocatedModel model = source().locate(ID);

        // then
        assertThat(model.path())
                .isEqualTo(commitFolder().resolve("tiny.Q8_0.gguf"))
                .hasContent("GGUF");
    }

    @Test
    void should_ask_for_a_choice_between_several_ggufs() {
        // given
        server.files.clear();
        server.put("tiny.Q8_0.gguf", "GGUF");
        server.put("tiny.Q4_0.gguf", "GGUF");

        // then
        assertThatThrownBy(() -> source().locate(ID))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("hub: " + ID + " holds 2 .gguf files: download one of them and give its path");
    }

    @Test
    void should_name_the_model_and_every_place_when_the_hub_does_not_know_it() {
        // given
        server.status = Optional.of(404);

        // then
        assertThatThrownBy(() -> source().locate(ID))
                .isInstanceOf(ModelSourceException.class)
                .hasMessage("model not found: " + ID + " is no file or directory here; "
                        + "local hub cache ~/.cache/huggingface/hub: not there; "
                        + "hub: " + server.host() + " answers 404 for " + ID
                        + " (there is no such model, revision or file); "
                        + "give a checkpoint directory, a .gguf file or a hub id such as " + ID);
    }

    @Test
    void should_say_that_a_token_is_needed() {
        // given
        server.token = Optional.of("secret");

        // then
        assertThatThrownBy(() -> source().locate(ID))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("hub: " + server.host() + " answers 401 for " + ID
                        + " (there is no such model, or it needs an access token in HF_TOKEN)");
    }

    @Test
    void should_give_the_token_to_the_hub_and_never_to_the_store() {
        // given
        server.token = Optional.of("secret");
        variables.put("HF_TOKEN", "secret");

        // when
        source().locate(ID);

        // then
        assertThat(server.requests)
                .filteredOn(request -> request.contains("/store/"))
                .hasSize(1)
                .noneMatch(request -> request.contains("secret"));
        assertThat(server.requests)
                .filteredOn(request -> !request.contains("/store/"))
                .allMatch(request -> request.endsWith("Bearer secret"));
    }

    @Test
    void should_read_the_token_that_the_tools_of_the_hub_keep() throws IOException {
        // given
        server.token = Optional.of("kept");
        Path file = home.resolve(".cache/huggingface/token");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "kept\n");

        // then
        assertThat(source().locate(ID).origin()).isEqualTo(Origin.HUB);
    }

    @Test
    void should_give_up_on_a_hub_that_does_not_answer() {
        // given
        server.delayMillis = 30_000;
        long start = System.nanoTime();

        // then
        assertThatThrownBy(() -> source().locate(ID))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("hub: 127.0.0.1 does not answer within 5 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void should_give_up_on_a_hub_that_refuses_the_connection() {
        // given
        server.close();

        // then
        assertThatThrownBy(() -> source().locate(ID))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("hub: 127.0.0.1 refuses the connection");
    }

    @Test
    void should_go_on_with_a_broken_transfer_where_it_stopped() {
        // given
        server.breaks.addAll(List.of(100_000, 50_000));

        // when
        LocatedModel model = source().locate(ID);

        // then
        assertThat(model.path().resolve("model.safetensors")).hasBinaryContent(weights);
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
        assertThatThrownBy(() -> source().locate(ID))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("hub: model.safetensors broke off after 120000 of 300000 bytes "
                        + "(nothing arrived for 2 s); the next start goes on from there");
        LocatedModel model = source().locate(ID);

        // then
        assertThat(model.path().resolve("model.safetensors")).hasBinaryContent(weights);
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
        assertThatThrownBy(() -> source().locate(ID))
                .isInstanceOf(ModelSourceException.class)
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
        assertThatThrownBy(() -> source().locate(ID))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("hub: tokenizer.json arrived damaged from " + server.host());
    }

    @Test
    void should_start_again_when_the_beginning_of_an_earlier_run_is_damaged() throws IOException {
        // given
        Path part = commitFolder().resolve("model.safetensors.part");
        Files.createDirectories(part.getParent());
        Files.write(part, new byte[1000]);

        // when
        LocatedModel model = source().locate(ID);

        // then
        assertThat(model.path().resolve("model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void should_fetch_a_damaged_cached_file_again() throws IOException {
        // given
        Path file = source().locate(ID).path().resolve("model.safetensors");
        byte[] damaged = weights.clone();
        damaged[5] ^= 1;
        Files.write(file, damaged);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        // when
        LocatedModel model = source().locate(ID);

        // then
        assertThat(model.path().resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(notes).contains("the cached model.safetensors of " + ID + " is damaged; it has to be fetched again");
    }

    @Test
    void should_not_ask_the_hub_when_offline() {
        // given
        variables.put("HF_HUB_OFFLINE", "1");

        // then
        assertThatThrownBy(() -> source().locate(ID))
                .isInstanceOf(ModelSourceException.class)
                .hasMessageContaining("hub: not asked (offline)");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void should_prefer_the_cache_of_the_tools_of_the_hub() throws IOException {
        // given
        Path model = home.resolve(".cache/huggingface/hub/models--HuggingFaceTB--SmolLM2-135M-Instruct");
        Path snapshot = Files.createDirectories(model.resolve("snapshots/abc"));
        Files.createDirectories(model.resolve("refs"));
        Files.writeString(model.resolve("refs/main"), "abc");
        for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            Files.writeString(snapshot.resolve(file), "{}");
        }

        // then
        assertThat(source().locate(ID)).isEqualTo(new LocatedModel(snapshot, Origin.HUB_CACHE));
        assertThat(source().locate(null)).isEqualTo(new LocatedModel(snapshot, Origin.HUB_CACHE));
        assertThat(server.requests).isEmpty();
        assertThat(notes).isEmpty();
    }

    @Test
    void should_download_what_is_incomplete_in_the_cache_of_the_tools_of_the_hub() throws IOException {
        // given
        variables.put("HF_HUB_CACHE", home.resolve("hub").toString());
        Path model = home.resolve("hub/models--HuggingFaceTB--SmolLM2-135M-Instruct");
        Files.createDirectories(model.resolve("snapshots/abc"));
        Files.createDirectories(model.resolve("refs"));
        Files.writeString(model.resolve("refs/main"), "abc");

        // when
        LocatedModel found = source().locate(null);

        // then
        assertThat(found.origin()).isEqualTo(Origin.HUB);
        assertThat(notes)
                .contains("local hub cache ~/hub: incomplete, missing: config.json, model.safetensors, tokenizer.json");
    }

    @Test
    void should_refuse_an_endpoint_that_is_no_address() {
        // given
        variables.put("HF_ENDPOINT", "hub.example");

        // then
        assertThatThrownBy(() -> source().locate(ID))
                .isInstanceOf(ModelSourceException.class)
                .hasMessage("HF_ENDPOINT must be an http or https address, but is: hub.example");
    }

    private Path commitFolder() {
        return home.resolve(".cache/langchain4j-ssd/hub/models--HuggingFaceTB--SmolLM2-135M-Instruct/snapshots")
                .resolve(HubServer.COMMIT);
    }

    private ModelSource source() {
        return source(LIMITS);
    }

    private ModelSource source(Limits limits) {
        Environment environment = new Environment(variables, home, "Linux");
        return new ModelSource(environment, false, notes::add, limits, Wheel.SMOLLM2, List.of());
    }
}
