package io.github.ssd4j.evaluation.peer;

import dev.langchain4j.model.chat.ChatModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A provider that is not on the class path of the tests, compiled when they run. */
final class PeerJar {

    private PeerJar() {}

    /** A folder of classes. */
    static Path classes(Path folder) throws IOException, URISyntaxException {
        Path core = Path.of(ChatModel.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        StringWriter problems = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiled = compiler.getTask(
                        problems,
                        null,
                        null,
                        List.of("-nowarn", "-proc:none", "-d", folder.toString(), "-cp", core.toString()),
                        null,
                        List.of(new Source()))
                .call();
        if (!compiled) {
            throw new IllegalStateException(problems.toString());
        }
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve("odd.OddChatModel$Greeting"), "odd.OddChatModel$Hello\n");
        return folder;
    }

    /** The same as a jar. */
    static Path jar(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> files = Files.walk(classes)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new ZipEntry(classes.relativize(path).toString().replace('\\', '/')));
                Files.copy(path, out);
            }
        }
        return jar;
    }

    private static final class Source extends SimpleJavaFileObject {

        private Source() {
            super(URI.create("string:///odd/OddChatModel.java"), Kind.SOURCE);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
            try (InputStream in = Objects.requireNonNull(PeerJar.class.getResourceAsStream("OddChatModel.java.txt"))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
