package io.github.ssd4j.evaluation.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The physical memory that this process takes: heap, native weights and KV caches together. */
final class ResidentSize {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern LINE = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private ResidentSize() {}

    /** Bytes at this moment; empty where the system does not tell, as outside Linux. */
    static OptionalLong now() {
        try {
            return of(Files.readAllLines(STATUS));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    static OptionalLong of(List<String> status) {
        for (String line : status) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                return OptionalLong.of(Long.parseLong(matcher.group(1)) * 1024);
            }
        }
        return OptionalLong.empty();
    }
}
