package io.github.ssd4j.evaluation.random;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The smallest valid {@code tokenizer.json}: byte-level BPE without merges, so every byte of UTF-8 is one token. Ids 0
 * to 2 are {@code <unk>}, {@code <s>} and {@code </s>}; byte b has an id from 3 to 258.
 */
final class ByteLevelTokenizer {

    static final int BOS_ID = 1;
    static final int EOS_ID = 2;

    private static final String[] SPECIAL_TOKENS = {"<unk>", "<s>", "</s>"};
    private static final ObjectMapper JSON = new ObjectMapper();

    private ByteLevelTokenizer() {}

    static ObjectNode tokenizer() {
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        ArrayNode added = root.putArray("added_tokens");
        for (int id = 0; id < SPECIAL_TOKENS.length; id++) {
            added.addObject()
                    .put("id", id)
                    .put("content", SPECIAL_TOKENS[id])
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        root.putNull("normalizer");
        byteLevel(root.putObject("pre_tokenizer"));
        root.putNull("post_processor");
        byteLevel(root.putObject("decoder"));
        ObjectNode model = root.putObject("model").put("type", "BPE").put("byte_fallback", false);
        model.set("vocab", vocabulary());
        model.putArray("merges");
        return root;
    }

    static ObjectNode config() {
        return JSON.createObjectNode()
                .put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("bos_token", SPECIAL_TOKENS[BOS_ID])
                .put("eos_token", SPECIAL_TOKENS[EOS_ID])
                .put("unk_token", SPECIAL_TOKENS[0]);
    }

    private static void byteLevel(ObjectNode node) {
        node.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
    }

    private static ObjectNode vocabulary() {
        ObjectNode vocabulary = JSON.createObjectNode();
        for (int id = 0; id < SPECIAL_TOKENS.length; id++) {
            vocabulary.put(SPECIAL_TOKENS[id], id);
        }
        int unprintable = 0;
        for (int value = 0; value < 256; value++) {
            // GPT-2's alphabet: a printable byte stands for itself, the others for the characters from U+0100 on.
            char character = isPrintable(value) ? (char) value : (char) (256 + unprintable++);
            vocabulary.put(String.valueOf(character), SPECIAL_TOKENS.length + value);
        }
        return vocabulary;
    }

    private static boolean isPrintable(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || (value >= 0xAE && value <= 0xFF);
    }
}
