package io.github.ssd4j.checkpoint;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Tokens by id and ids by token; filled while a tokenizer is read, not changed afterwards. */
final class Vocabulary {

    private @Nullable String[] tokens = new String[1024];
    private final Map<String, Integer> ids;
    private final BitSet special = new BitSet();
    private final Map<String, Integer> added = new HashMap<>();
    private int size;

    /** @param expectedTokens how many are about to come, only to size the tables */
    Vocabulary(int expectedTokens) {
        ids = new HashMap<>(expectedTokens * 4 / 3 + 16);
    }

    /** A later token takes the place of an earlier one with the same id. The caller has checked the id's bounds. */
    void put(int id, String token) {
        if (id >= tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.max(id + 1, tokens.length * 2));
        }
        tokens[id] = token;
        ids.put(token, id);
        size = Math.max(size, id + 1);
    }

    /** A token that is found in a text as it is, before the text is split. */
    void putAdded(int id, String token, boolean isSpecial) {
        put(id, token);
        added.put(token, id);
        if (isSpecial) {
            markSpecial(id);
        }
    }

    Map<String, Integer> addedTokens() {
        return Collections.unmodifiableMap(added);
    }

    private void markSpecial(int id) {
        special.set(id);
    }

    /** The token as the vocabulary spells it, or null where the id has none. */
    @Nullable
    String token(int id) {
        return id >= 0 && id < size ? tokens[id] : null;
    }

    OptionalInt id(String token) {
        Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    boolean isSpecial(int id) {
        return id >= 0 && special.get(id);
    }

    /** The largest id plus one. */
    int size() {
        return size;
    }
}
