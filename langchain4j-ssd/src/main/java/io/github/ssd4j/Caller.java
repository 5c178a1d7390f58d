package io.github.ssd4j;

import io.github.ssd4j.speculative.GenerationResult;

/** Whoever asked an engine. Exactly one of the methods is called, once; they must not throw. */
interface Caller {

    void answered(GenerationResult result);

    /** There is no answer: the request was refused, stopped, or anything was thrown. */
    void failed(Throwable failure);
}
