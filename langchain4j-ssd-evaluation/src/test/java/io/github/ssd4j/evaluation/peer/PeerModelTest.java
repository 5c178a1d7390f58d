package io.github.ssd4j.evaluation.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerModelTest {

    private static final String ODD = "odd.OddChatModel";

    @TempDir
    private static Path folder;

    private static Path classes;

    private static Path jar;

    @BeforeAll
    static void compile() throws Exception {
        classes = PeerJar.classes(Files.createDirectory(folder.resolve("classes")));
        jar = PeerJar.jar(classes, Files.createDirectory(folder.resolve("lib")).resolve("odd.JAR"));
    }

    @Test
    void should_tell_the_builder_everything_in_order() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("name", "a, b");
        properties.put("inherited", "7");
        properties.put("stops", "x,y");
        properties.put("setter", "true");
        properties.put("either", "30s");
        properties.put("anything", "8");
        properties.put("positive", "9");

        try (PeerModel model = PeerModel.create(ODD, properties, List.of(classes))) {
            assertThat(model.chat("Hi"))
                    .isEqualTo(
                            "hello[name=a, b, inherited=7, stops=2x, setter=true, either=PT30S, anything=8, positive=9]");
        }
    }

    @Test
    void should_take_the_overload_that_the_text_can_be() {
        assertThat(answer(Map.of("either", "6"), jar)).isEqualTo("hello[either=7]");
        assertThat(answer(Map.of("either", "6s"), jar)).isEqualTo("hello[either=PT6S]");
    }

    @Test
    void should_find_classes_in_jars_and_folders_of_jars() {
        Map<String, String> properties = Map.of("name", "n");

        assertThat(answer(properties, jar)).isEqualTo("hello[name=n]");
        assertThat(answer(properties, jar.getParent())).isEqualTo("hello[name=n]");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no path can have a * there")
    void star_should_mean_all_jars_of_a_folder() {
        assertThat(answer(Map.of("name", "n"), jar.resolveSibling("*"))).isEqualTo("hello[name=n]");
        assertThatThrownBy(() -> PeerModel.create(ODD, Map.of(), List.of(classes.resolve("*"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are no jars for the class path entry " + classes.resolve("*"));
    }

    @Test
    void should_find_classes_that_are_not_public() {
        try (PeerModel model = PeerModel.create("odd.Hidden", Map.of("flag", "true"), List.of(classes))) {
            assertThat(model.chat("Hi")).isEqualTo("hidden");
        }
    }

    @Test
    void should_leave_the_class_loader_of_the_thread_as_it_was() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        answer(Map.of("name", "n"), jar);
        assertThatThrownBy(() -> PeerModel.create(ODD, Map.of("nam", "n"), List.of(jar)));

        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void should_close_the_model_and_its_classes() {
        System.clearProperty("odd.closed");
        PeerModel model = PeerModel.create(ODD, Map.of("name", "n"), List.of(jar));
        PeerModel stuck = PeerModel.create(ODD, Map.of("name", "stuck"), List.of(jar));

        model.close();

        assertThat(System.getProperty("odd.closed")).isEqualTo("x");
        assertThatThrownBy(stuck::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the model cannot be closed: it is stuck");
        // It looks for a class that it has not used yet.
        assertThatThrownBy(() -> model.chat("Hi")).isInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void secrets_should_come_from_the_environment_and_stay_out_of_messages() {
        PeerBuilder builder = new PeerBuilder(ODD, name -> name.equals("KEY") ? "5ecret" : null);

        try (PeerModel model = builder.build(Map.of("name", "${env:KEY}/x"), ClassPath.loader(List.of(jar)))) {
            assertThat(model.chat("Hi")).isEqualTo("hello[name=5ecret/x]");
        }
        assertThatThrownBy(() -> builder.build(Map.of("inherited", "${env:KEY}"), ClassPath.loader(List.of(jar))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("property 'inherited' of odd.OddChatModel must be a whole number, but is: ${env:KEY}");
        assertThatThrownBy(() -> builder.build(Map.of("name", "${env:NONE}"), ClassPath.loader(List.of(jar))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("property 'name' is ${env:NONE}, but there is no environment variable NONE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "nam; n; odd.OddChatModel has no property 'nam': did you mean 'name'? "
                        + "it has anything, either, inherited, name, positive, setter, stops",
                "whatever; n; odd.OddChatModel has no property 'whatever': "
                        + "it has anything, either, inherited, name, positive, setter, stops",
                "fast; true; odd.OddChatModel has no property 'fast': "
                        + "it has anything, either, inherited, name, positive, setter, stops",
                "wait; 7; odd.OddChatModel has no property 'wait': "
                        + "it has anything, either, inherited, name, positive, setter, stops",
                "supplier; n; property 'supplier' of odd.OddChatModel cannot be given as a text: it is java.lang.Runnable",
                "hooks; n; property 'hooks' of odd.OddChatModel cannot be given as a text: "
                        + "it is java.util.List<java.lang.Runnable>",
                "either; x; property 'either' of odd.OddChatModel must be a whole number or a duration as 500ms, 30s, 2m, 1h "
                        + "or PT30S, but is: x",
                "positive; 0; property 'positive' of odd.OddChatModel cannot be '0': not positive, or so",
            })
    void should_say_what_is_wrong_with_a_property(String name, String value, String message) {
        assertThatThrownBy(() -> PeerModel.create(ODD, Map.of(name, value), List.of(jar)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "odd.OddChatModel; build() of odd.OddChatModel fails: a name is needed",
                "odd.Missing; there is no class odd.Missing: give its whole name, and in the class path its jar and those that "
                        + "it needs",
                "java.lang.String; java.lang.String is not a ChatModel of LangChain4j",
                "odd.NoBuilder; odd.NoBuilder has no static method builder() without parameters",
                "odd.NoBuild; the builder of odd.NoBuild has no method build() without parameters",
                "odd.OtherThing; the builder of odd.OtherThing makes something else than a ChatModel: java.lang.String",
                "odd.Hidden; odd.Hidden: build() gives null",
                "odd.BadStart; odd.BadStart cannot be loaded: For input string: \"no number\"",
                "odd.Needy; odd.Needy cannot be loaded: a class is missing: odd/Needed",
            })
    void should_say_what_is_wrong_with_a_class(String name, String message) throws Exception {
        Files.deleteIfExists(classes.resolve("odd/Needed.class"));

        assertThatThrownBy(() -> PeerModel.create(name, Map.of(), List.of(classes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void should_say_what_is_wrong_with_the_class_path() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Path text = Files.writeString(folder.resolve("text.jar"), "no jar");

        assertThatThrownBy(() -> PeerModel.create(ODD, Map.of(), List.of(empty.resolve("no.jar"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no such file or folder as the class path entry " + empty.resolve("no.jar"));
        assertThatThrownBy(() -> PeerModel.create(ODD, Map.of(), List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the class path entry " + text + " is neither a folder nor a jar (");
    }

    private static String answer(Map<String, String> properties, Path entry) {
        try (PeerModel model = PeerModel.create(ODD, properties, List.of(entry))) {
            return model.chat("Hi");
        }
    }
}
