package io.github.ssd4j.chat.template;

import java.util.List;

/** A part of a template that writes text or sets variables. */
abstract class Statement extends Node {

    /** How a statement ends. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    abstract Flow execute(Activation activation);

    static Flow execute(List<Statement> body, Activation activation) {
        for (int i = 0; i < body.size(); i++) {
            Flow flow = body.get(i).execute(activation);
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }
}
