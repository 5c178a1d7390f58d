package io.github.ssd4j.checkpoint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tokens that steer a model, and that only a chat template may write: those that the tokenizer calls special, those
 * that start and end a sequence, those that end a turn, and those that look like it. Many published tokenizers forget
 * to call {@code <|im_start|>} or {@code <｜User｜>} special; llama.cpp's converter knows them by the same look.
 *
 * <p>Other tokens that are found in a text as they are ({@code <think>}, runs of spaces) are ordinary: models met them in
 * the texts that they learnt from.
 */
final class ControlTokens {

    /** A control token in a prompt, from {@code start} up to {@code end}. */
    record Match(int start, int end, String token) {}

    private final Map<String, Integer> added;
    private final Set<String> texts = new LinkedHashSet<>();
    private final BitSet ids = new BitSet();
    private final BitSet firstCharacters = new BitSet();
    private final List<Integer> lengths; // of the added tokens, the longest first

    ControlTokens(Vocabulary vocabulary, Optional<String> bosToken, Optional<String> eosToken) {
        added = new HashMap<>(vocabulary.addedTokens());
        added.remove("");
        Set<Integer> distinct = new TreeSet<>(Comparator.reverseOrder());
        added.forEach((text, id) -> {
            distinct.add(text.length());
            firstCharacters.set(text.charAt(0));
            boolean frame = bosToken.filter(text::equals).isPresent()
                    || eosToken.filter(text::equals).isPresent();
            if (vocabulary.isSpecial(id) || frame || EndTokens.isMark(text) || looksLikeControl(text)) {
                texts.add(text);
                ids.set(id);
            }
        });
        lengths = List.copyOf(distinct);
    }

    private static boolean looksLikeControl(String text) {
        return text.length() > 4
                && ((text.startsWith("<|") && text.endsWith("|>")) || (text.startsWith("<｜") && text.endsWith("｜>")));
    }

    Set<String> texts() {
        return Collections.unmodifiableSet(texts);
    }

    boolean isControl(int id) {
        return ids.get(id);
    }

    int id(String text) {
        return Objects.requireNonNull(added.get(text));
    }

    /** The control tokens that the template wrote: of those that begin at the same place the longest, as the encoder does. */
    List<Match> writtenIn(PromptText prompt) {
        List<Match> matches = new ArrayList<>();
        String text = prompt.text();
        int at = 0;
        while (at < text.length()) {
            String token = firstCharacters.get(text.charAt(at)) ? tokenAt(prompt, at) : "";
            if (texts.contains(token)) {
                matches.add(new Match(at, at + token.length(), token));
            }
            at += Math.max(1, token.length());
        }
        return matches;
    }

    /** Whether the text of a control token lies in the prompt that the template has not written alone. */
    boolean isSpeltByContents(PromptText prompt) {
        String text = prompt.text();
        for (int at = 0; at < text.length(); at++) {
            if (firstCharacters.get(text.charAt(at))) {
                for (int length : lengths) {
                    int end = at + length;
                    if (end <= text.length() && !prompt.isWritten(at, end) && texts.contains(text.substring(at, end))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private String tokenAt(PromptText prompt, int at) {
        for (int length : lengths) {
            int end = at + length;
            if (end <= prompt.text().length() && prompt.isWritten(at, end)) {
                String token = prompt.text().substring(at, end);
                if (added.containsKey(token)) {
                    return token;
                }
            }
        }
        return "";
    }
}
