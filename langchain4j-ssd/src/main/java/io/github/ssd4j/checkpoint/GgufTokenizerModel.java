package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Optional;

/** One value of {@code tokenizer.ggml.model}: the parts of a {@code tokenizer.json} that depend on it. */
interface GgufTokenizerModel {

    Optional<Object> normalizer();

    Optional<Object> preTokenizer();

    /** Writes the fields of the BPE model beside its vocabulary, {@code merges} among them. */
    void writeRest(JsonGenerator json) throws IOException;

    Detokenizer detokenizer();

    /** Whether the token that starts a sequence is added where the file does not say so. */
    boolean addsBosByDefault();
}
