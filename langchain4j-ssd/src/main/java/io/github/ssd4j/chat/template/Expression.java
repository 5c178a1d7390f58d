package io.github.ssd4j.chat.template;

/** A part of a template that has a value. */
abstract class Expression extends Node {

    abstract Object evaluate(Activation activation);

    /**
     * Whether Jinja knows the value before it runs the template.
     *
     * @param filters whether it carries out filters and tests by then
     */
    boolean isConstant(boolean filters) {
        for (Node child : children()) {
            if (child instanceof Expression part && !part.isConstant(filters)) {
                return false;
            }
        }
        return true;
    }
}
