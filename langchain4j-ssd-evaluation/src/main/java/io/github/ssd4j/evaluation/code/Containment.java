package io.github.ssd4j.evaluation.code;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How far a program is kept apart from the rest of the machine; from the strongest to none. */
enum Containment {
    SEALED(
            "--net --pid --ipc --mount --fork --kill-child --mount-proc",
            "no network, own processes, files read-only but for a folder in memory"),
    OWN_PROCESSES(
            "--net --pid --ipc --fork --kill-child", "no network, own processes, files as their permissions allow"),
    NO_NETWORK("--net", "no network, files as their permissions allow"),
    LIMITS_ONLY("", "network open, files as their permissions allow");

    /** The options of {@code unshare}; empty: without it. */
    private final String namespaces;

    private final String description;

    Containment(String namespaces, String description) {
        this.namespaces = namespaces;
        this.description = description;
    }

    String description() {
        return description;
    }

    boolean cutsNetwork() {
        return this != LIMITS_ONLY;
    }

    boolean seals() {
        return this == SEALED;
    }

    /**
     * What stands before the command of the launcher.
     *
     * @param mapped whether the user has to become root of a namespace to be let to make the others
     */
    List<String> prefix(boolean mapped) {
        List<String> prefix = new ArrayList<>();
        if (!namespaces.isEmpty()) {
            prefix.add("unshare");
            if (mapped) {
                prefix.add("--map-root-user");
            }
            Collections.addAll(prefix, namespaces.split(" ", -1));
        }
        return List.copyOf(prefix);
    }
}
