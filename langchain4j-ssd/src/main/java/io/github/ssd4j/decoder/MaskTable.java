package io.github.ssd4j.decoder;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The masks that a program holds on its device, by number; those used least recently are dropped. */
final class MaskTable {

    /** More than the rows of a pass. A mask takes a byte for each token of the vocabulary. */
    private static final int MOST = 256;

    private final DecoderProgram program;
    private final int vocabSize;
    private final Map<TokenMask, Integer> numbers = new LinkedHashMap<>(16, 0.75f, true);
    private int next;

    MaskTable(DecoderProgram program, int vocabSize) {
        this.program = program;
        this.vocabSize = vocabSize;
    }

    /** The numbers of the masks, which are in the program afterwards. */
    long[] numbers(List<TokenMask> masks) {
        long[] found = new long[masks.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = numbers.computeIfAbsent(masks.get(i), this::put);
        }
        Iterator<Integer> oldest = numbers.values().iterator();
        while (numbers.size() > MOST + masks.size()) {
            int number = oldest.next();
            // forgotten first: if dropping fails, no mask is believed to be there that is not
            oldest.remove();
            program.call("drop_mask", number);
        }
        return found;
    }

    private int put(TokenMask mask) {
        program.call("put_mask", next, mask.words(), vocabSize);
        return next++;
    }
}
