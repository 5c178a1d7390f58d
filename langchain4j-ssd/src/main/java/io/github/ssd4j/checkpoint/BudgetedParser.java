package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;

/** Counts the nodes of a tree in a {@link HeapBudget} while it is read: {@code [[],[],...} takes thirty times its length. */
final class BudgetedParser extends JsonParserDelegate {

    private final HeapBudget heap;

    BudgetedParser(JsonParser parser, HeapBudget heap) {
        super(parser);
        this.heap = heap;
    }

    @Override
    public JsonToken nextToken() throws IOException {
        heap.take(HeapBudget.NODE_BYTES, "its JSON");
        return super.nextToken();
    }
}
