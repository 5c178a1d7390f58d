package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.run.Contestant;
import java.util.ArrayList;
import java.util.List;

/** The contestants of a run as they come to be; closing it closes them, the last one first. */
final class Contestants implements AutoCloseable {

    private final List<Contestant> list = new ArrayList<>();

    void add(Contestant contestant) {
        list.add(contestant);
    }

    List<Contestant> list() {
        return List.copyOf(list);
    }

    @Override
    public void close() {
        for (int i = list.size() - 1; i >= 0; i--) {
            list.get(i).close();
        }
    }
}
