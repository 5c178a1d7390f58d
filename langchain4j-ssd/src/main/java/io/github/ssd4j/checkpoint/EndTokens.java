package io.github.ssd4j.checkpoint;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tokens that end an answer. Many files declare only the end of a text, or only one of the two that their chat
 * template needs, so the names count too that every family gives to such tokens; llama.cpp stops at them as well.
 */
final class EndTokens {

    /** Written by chat templates, and by nobody else: they end an answer whatever the file says about them. */
    private static final Set<String> MARKS = Set.of(
            "<|eot_id|>", // Llama 3
            "<|eom_id|>", // Llama 3.1: a message that calls a tool
            "<|end_of_text|>", // Llama 3, Granite
            "<|im_end|>", // ChatML: Qwen, SmolLM, Yi
            "<|endoftext|>", // GPT-2, Qwen, Phi
            "<|end|>", // Phi-3
            "<end_of_turn>", // Gemma
            "<|end_of_turn|>", // OpenChat, Starling
            "<end_of_utterance>", // SmolVLM
            "<|EOT|>", // DeepSeek Coder
            "<EOT>", // Code Llama
            "▁<EOT>", // Code Llama, as SentencePiece spells it
            "<｜end▁of▁sentence｜>"); // DeepSeek

    /** Some vocabularies have these as text: Gemma's has the tags of HTML. They count where the file calls them special. */
    private static final Set<String> MARKS_IF_SPECIAL = Set.of("</s>", "<eos>", "[EOS]", "[EOT]");

    private EndTokens() {}

    /** Whether the text is the name of a token that ends an answer, and never text of an answer. */
    static boolean isMark(String token) {
        return MARKS.contains(token);
    }

    /**
     * All tokens that end an answer, those that are declared first.
     *
     * @param declared by the configuration
     * @param tokenizer its end of a sequence counts besides
     * @param vocabSize rows of the model's embedding: a token beyond them cannot be written
     */
    static List<Integer> of(List<Integer> declared, TokenizerDefinition tokenizer, int vocabSize) {
        Vocabulary vocabulary = tokenizer.vocabulary();
        Set<Integer> ids = new LinkedHashSet<>(declared);
        tokenizer.eosToken().ifPresent(token -> vocabulary.id(token).ifPresent(ids::add));
        MARKS.stream().sorted().forEach(token -> vocabulary.id(token).ifPresent(ids::add));
        MARKS_IF_SPECIAL.stream()
                .sorted()
                .forEach(token -> vocabulary.id(token).stream()
                        .filter(vocabulary::isSpecial)
                        .forEach(ids::add));
        return ids.stream().filter(id -> id < vocabSize).toList();
    }
}
