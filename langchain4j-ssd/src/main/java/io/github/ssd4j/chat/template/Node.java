package io.github.ssd4j.chat.template;

import java.util.List;
import java.util.Set;

/** A part of a template. It is made by the parser, told its scope once, and from then on immutable. */
abstract class Node {

    /** The parts of this one, in the order of their names in the source. */
    List<? extends Node> children() {
        return List.of();
    }

    /** Registers the names that this part uses in the scope that it stands in. */
    void names(Symbols symbols) {
        for (Node child : children()) {
            child.names(symbols);
        }
    }

    /** Finds the places of the variables, after all names of the scope are registered. */
    void link(Frame frame) {
        for (Node child : children()) {
            child.link(frame);
        }
    }

    /**
     * Adds to {@code found} those of {@code wanted} that are read before they are set.
     *
     * @param wanted loses those that are set
     */
    void findReads(Set<String> wanted, Set<String> found) {
        for (Node child : children()) {
            child.findReads(wanted, found);
        }
    }

    static void names(List<? extends Node> nodes, Symbols symbols) {
        nodes.forEach(node -> node.names(symbols));
    }

    static void link(List<? extends Node> nodes, Frame frame) {
        nodes.forEach(node -> node.link(frame));
    }
}
