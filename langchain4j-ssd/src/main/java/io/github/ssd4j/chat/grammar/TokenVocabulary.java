package io.github.ssd4j.chat.grammar;

import io.github.ssd4j.checkpoint.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tokens of a model as what they add to a text. Made once per tokenizer, which takes a moment; everything that is computed
 * about it is shared by the constraints that use it. Thread-safe.
 */
public final class TokenVocabulary {

    private final byte[][] texts;
    private final byte[][] firstTexts;
    private final TokenTrie trie;
    private final TokenTrie firstTrie;
    private final Map<Lexeme, LexemeTable> sharedTables = new ConcurrentHashMap<>();
    private final Map<Set<Integer>, TokenVocabulary> smaller = new ConcurrentHashMap<>();
    private final Map<Map<Integer, String>, TokenVocabulary> larger = new ConcurrentHashMap<>();

    /** Both by id: what a token adds within a text and at its start. */
    TokenVocabulary(byte[][] texts, byte[][] firstTexts) {
        this.texts = texts;
        this.firstTexts = firstTexts;
        this.trie = new TokenTrie(texts);
        this.firstTrie = Arrays.deepEquals(texts, firstTexts) ? trie : new TokenTrie(firstTexts);
    }

    /** The tokens of this tokenizer, which is not needed afterwards. */
    public static TokenVocabulary of(Tokenizer tokenizer) {
        byte[][] texts = new byte[tokenizer.vocabSize()][];
        Arrays.setAll(texts, tokenizer::bytes);
        byte[][] firstTexts = new byte[texts.length][];
        Arrays.setAll(firstTexts, tokenizer::firstBytes);
        return new TokenVocabulary(texts, firstTexts);
    }

    /** The same with texts for tokens that have none: special tokens, which are written by their name. */
    public TokenVocabulary with(Map<Integer, String> names) {
        return names.isEmpty()
                ? this
                : larger.computeIfAbsent(Map.copyOf(names), key -> {
                    byte[][] named = texts.clone();
                    byte[][] firstNamed = firstTexts.clone();
                    key.forEach((token, name) -> {
                        named[token] = name.getBytes(StandardCharsets.UTF_8);
                        firstNamed[token] = named[token];
                    });
                    return new TokenVocabulary(named, firstNamed);
                });
    }

    /** The same with tokens that have no text any more. */
    TokenVocabulary without(Set<Integer> tokens) {
        if (tokens.stream().allMatch(token -> text(token, false).length == 0)) {
            return this;
        }
        return smaller.computeIfAbsent(Set.copyOf(tokens), key -> {
            byte[][] left = texts.clone();
            byte[][] firstLeft = firstTexts.clone();
            key.stream().filter(token -> token < texts.length).forEach(token -> {
                left[token] = new byte[0];
                firstLeft[token] = new byte[0];
            });
            return new TokenVocabulary(left, firstLeft);
        });
    }

    /** What the token adds to the text, to be left as it is; empty for ids that are not known. */
    byte[] text(int token, boolean first) {
        if (token < 0 || token >= texts.length) {
            return new byte[0];
        }
        return first ? firstTexts[token] : texts[token];
    }

    int size() {
        return texts.length;
    }

    TokenTrie trie(boolean first) {
        return first ? firstTrie : trie;
    }

    /** Of shared lexemes the same object each time; those of other lexemes the caller keeps. */
    LexemeTable table(Lexeme lexeme) {
        return lexeme.isShared()
                ? sharedTables.computeIfAbsent(lexeme, key -> new LexemeTable(trie, key))
                : new LexemeTable(trie, lexeme);
    }
}
