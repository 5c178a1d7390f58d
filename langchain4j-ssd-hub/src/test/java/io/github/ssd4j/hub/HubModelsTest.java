package io.github.ssd4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.ModelUnavailableException;
import io.github.ssd4j.hub.internal.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a model is looked for, and what is said when it cannot be had. */
class HubModelsTest extends HubTest {

    @Test
    void should_not_ask_the_hub_again_for_what_was_downloaded() {
        // given
        resolve();
        server.close();

        // when
        Path again = resolve();

        // then
        assertThat(again).isEqualTo(commitFolder());
    }

    @Test
    void should_fetch_the_named_templates_of_a_model() {
        // given
        server.put("chat_template.jinja", "usual");
        server.put("additional_chat_templates/tool_use.jinja", "with tools");
        server.put("additional_chat_templates/rag.jinja", "with documents");
        server.put("additional_chat_templates/README.md", "not needed");
        server.put("additional_chat_templates/old/tool_use.jinja", "not needed");

        // when
        Path model = resolve();

        // then
        Path templates = model.resolve("additional_chat_templates");
        assertThat(templates).isDirectoryNotContaining("glob:**{README.md,old}");
        assertThat(templates.resolve("tool_use.jinja")).hasContent("with tools");
        assertThat(templates.resolve("rag.jinja")).hasContent("with documents");
        server.close();
        assertThat(resolve()).isEqualTo(model);
    }

    @Test
    void should_find_and_fetch_in_two_steps() {
        // when
        List<String> reasons = new ArrayList<>();
        Optional<Path> before = hub().find(ID, reasons::add);
        Optional<Path> fetched = hub().fetch(ID, false, reasons::add);

        // then
        assertThat(before).isEmpty();
        assertThat(fetched).contains(commitFolder());
        assertThat(hub().find(ID, reasons::add)).contains(commitFolder());
        assertThat(reasons).containsOnly("local hub cache ~/.cache/huggingface/hub: not there");
        assertThatThrownBy(() -> hub().find("no name", reasons::add))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no name of the hub: no name");
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
        Duration silence = Duration.ofSeconds(listing == HubServer.Listing.ENDLESS ? 20 : 1);
        Limits limits = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), silence);

        // then
        assertThatThrownBy(() -> hub(limits).resolve(ID, false))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining(server.host() + " " + reason.replace("ID", ID));
    }

    @Test
    void should_name_the_model_and_every_place_when_the_hub_does_not_know_it() {
        // given
        server.status = Optional.of(404);

        // then
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage(ID + " is no file or directory here; "
                        + "local hub cache ~/.cache/huggingface/hub: not there; "
                        + "hub: " + server.host() + " answers 404 for " + ID
                        + " (there is no such model, revision or file)");
    }

    @Test
    void should_say_that_a_token_is_needed() {
        // given
        server.token = Optional.of("secret");

        // then
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("hub: " + server.host() + " answers 401 for " + ID
                        + " (there is no such model, or it needs an access token in HF_TOKEN)");
    }

    @Test
    void should_say_that_the_terms_of_a_model_have_to_be_accepted() {
        // given
        server.status = Optional.of(401);
        server.errorCode = Optional.of("GatedRepo");

        // then
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageEndingWith("hub: " + server.host() + " answers 401 for " + ID
                        + " (access is restricted: accept the model's terms on the hub, and set HF_TOKEN)");
    }

    @Test
    void should_give_the_token_to_the_hub_and_never_to_the_store() {
        // given
        server.token = Optional.of("secret");
        variables.put("HF_TOKEN", "secret");

        // when
        resolve();

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
        assertThat(resolve()).isEqualTo(commitFolder());
    }

    @Test
    void should_give_up_on_a_hub_that_does_not_answer() {
        // given
        server.delayMillis = 30_000;
        Limits limits = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(5));

        // then
        assertThatThrownBy(() -> hub(limits).resolve(ID, false))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("hub: 127.0.0.1 does not answer within 1 s");
    }

    @Test
    void should_give_up_on_a_hub_that_refuses_the_connection() {
        // given
        server.close();

        // then
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("hub: 127.0.0.1 refuses the connection");
    }

    @Test
    void should_not_ask_the_hub_when_offline() {
        // given
        variables.put("HF_HUB_OFFLINE", "1");

        // then
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("hub: not asked (offline)");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void should_not_ask_the_hub_when_the_caller_wants_it_offline() {
        assertThatThrownBy(() -> hub().resolve(ID, true))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage(ID + " is no file or directory here; local hub cache ~/.cache/huggingface/hub: not there; "
                        + "hub: not asked (offline)");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void should_leave_to_others_what_is_no_name() {
        assertThat(hub().resolve("/models/tiny", false)).isEmpty();
        assertThat(hub().resolve("models/tiny.gguf", false)).isEmpty();
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
        assertThat(resolve()).isEqualTo(snapshot);
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
        List<String> reasons = new ArrayList<>();
        Optional<Path> found = hub().find(ID, reasons::add);

        // then
        assertThat(found).isEmpty();
        assertThat(resolve()).isEqualTo(commitFolder());
        assertThat(reasons)
                .contains("local hub cache ~/hub: incomplete, missing: config.json, model.safetensors, tokenizer.json");
    }

    @Test
    void should_refuse_an_endpoint_that_is_no_address() {
        // given
        variables.put("HF_ENDPOINT", "hub.example");

        // then
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage("HF_ENDPOINT must be an http or https address, but is: hub.example");
    }
}
