package io.github.ssd4j.measurement.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.internal.Ensure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {

    @TempDir
    private Path folder;

    @Test
    void should_number_lines_and_skip_blank_ones() throws IOException {
        Path file =
                write("a.jsonl", "\uFEFF\r\n{\"t\": \"é\u2028\"}\r\n \t\n{\"t\": 2}".getBytes(StandardCharsets.UTF_8));

        assertThat(read(file)).containsExactly("2 é\u2028", "4 2");
    }

    @Test
    void should_read_packed_files() throws IOException {
        Path file = write("a.jsonl.GZ", packed("{\"t\": 1}\n"));

        assertThat(read(file)).containsExactly("1 1");
    }

    @Test
    void should_name_file_and_line_of_what_is_wrong() throws IOException {
        Path json = write("a.jsonl", "{\"t\": 1}\n{\"t\": \n".getBytes(StandardCharsets.UTF_8));
        Path twice = write("b.jsonl", "\n{\"t\": 1} 7".getBytes(StandardCharsets.UTF_8));
        Path other = write("c.jsonl", "\n\n[]".getBytes(StandardCharsets.UTF_8));
        Path latin = write("d.jsonl", "{\"t\": 1}\n{\"t\": \"\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> read(json))
                .hasMessageStartingWith(json + ": line 2 is not JSON: Unexpected end-of-input");
        assertThatThrownBy(() -> read(twice)).hasMessageStartingWith(twice + ": line 2 is not JSON: Trailing token");
        assertThatThrownBy(() -> read(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(other + ": line 3 must have \"t\"");
        assertThatThrownBy(() -> read(latin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the things cannot be read: " + latin + " (line 2 is not UTF-8)");
    }

    @Test
    void should_say_in_one_line_why_a_file_cannot_be_read() throws IOException {
        Path notPacked = write("a.jsonl.gz", "{}".getBytes(StandardCharsets.UTF_8));
        byte[] packed = packed("{\"t\": 1}\n".repeat(9));
        Path cut = write("b.jsonl.gz", Arrays.copyOf(packed, packed.length - 12));

        assertThatThrownBy(() -> read(folder.resolve("no.jsonl")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the things cannot be read: " + folder.resolve("no.jsonl") + " (no such file)");
        assertThatThrownBy(() -> read(folder)).hasMessage("the things cannot be read: " + folder + " (it is a folder)");
        assertThatThrownBy(() -> read(notPacked))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the things cannot be read: " + notPacked + " (Not in GZIP format)");
        assertThatThrownBy(() -> read(cut))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the things cannot be read: " + cut + " (Unexpected end of");
    }

    private static List<String> read(Path file) {
        return JsonLines.read(file, "the things", (value, number) -> {
            Ensure.that(value.has("t"), "must have \"t\"");
            return number + " " + value.get("t").asText();
        });
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] packed(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
