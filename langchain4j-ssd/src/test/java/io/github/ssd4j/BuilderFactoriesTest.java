package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.spi.SsdChatModelBuilderFactory;
import io.github.ssd4j.spi.SsdStreamingChatModelBuilderFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuilderFactoriesTest {

    private final ClassLoader usual = Thread.currentThread().getContextClassLoader();

    @TempDir
    Path classpath;

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(usual);
    }

    @Test
    void should_build_the_own_models_without_a_factory() {
        assertThat(SsdChatModel.builder()).isExactlyInstanceOf(SsdChatModel.Builder.class);
        assertThat(SsdStreamingChatModel.builder()).isExactlyInstanceOf(SsdStreamingChatModel.Builder.class);

        Thread.currentThread().setContextClassLoader(null);
        assertThat(SsdChatModel.builder()).isExactlyInstanceOf(SsdChatModel.Builder.class);
    }

    @Test
    void should_take_the_builders_of_a_framework() throws IOException {
        // given
        register(SsdChatModelBuilderFactory.class, ChatFactory.class);
        register(SsdStreamingChatModelBuilderFactory.class, StreamingFactory.class);
        ScriptedEngine scripted = ScriptedEngine.saying("answer");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classpath.toUri().toURL()}, usual)) {
            Thread.currentThread().setContextClassLoader(loader);

            // when
            SsdChatModel model = SsdChatModel.builder().engine(scripted.engine).build();

            // then
            assertThat(model).isExactlyInstanceOf(FrameworkModel.class);
            assertThat(model.chat("Hello")).isEqualTo("answer");
            assertThat(SsdStreamingChatModel.builder()).isExactlyInstanceOf(StreamingFactory.Framework.class);
        } finally {
            scripted.engine.close();
        }
    }

    private void register(Class<?> service, Class<?> provider) throws IOException {
        Path services = Files.createDirectories(classpath.resolve("META-INF/services"));
        Files.writeString(services.resolve(service.getName()), provider.getName());
    }

    static final class FrameworkModel extends SsdChatModel {
        FrameworkModel(Builder builder) {
            super(builder);
        }
    }

    /** A service. */
    public static final class ChatFactory implements SsdChatModelBuilderFactory {
        @Override
        public SsdChatModel.Builder get() {
            return new SsdChatModel.Builder() {
                @Override
                public SsdChatModel build() {
                    return new FrameworkModel(this);
                }
            };
        }
    }

    /** A service. */
    public static final class StreamingFactory implements SsdStreamingChatModelBuilderFactory {
        @Override
        public SsdStreamingChatModel.Builder get() {
            return new Framework();
        }

        static final class Framework extends SsdStreamingChatModel.Builder {}
    }
}
