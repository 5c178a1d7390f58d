package io.github.ssd4j.examples.console;

import java.io.BufferedReader;
import java.io.IOException;

/** Lines from a pipe, a file or a terminal that can do nothing: no editing, no history. */
final class ReaderLines implements LineSource {

    private final BufferedReader reader;
    private final Runnable prompt;

    /**
     * @param reader read to its end, not closed
     * @param prompt called before a line is read
     */
    ReaderLines(BufferedReader reader, Runnable prompt) {
        this.reader = reader;
        this.prompt = prompt;
    }

    @Override
    public Input next() throws IOException {
        prompt.run();
        String line = reader.readLine();
        return line == null ? new Input.End() : new Input.Line(line);
    }
}
