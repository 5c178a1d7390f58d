package io.github.ssd4j.speculative;

import io.github.ssd4j.checkpoint.TextStream;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.SamplingOracle;
import io.github.ssd4j.decoder.SkipProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Greedy decoding in the obvious way, sharing no code with the loop: one token a step, stop rules on the whole text. */
final class NaiveGreedy {

    record Output(List<Integer> tokens, String text, FinishReason finishReason) {

        static Output of(GenerationResult result) {
            return new Output(result.tokens(), result.text(), result.finishReason());
        }
    }

    private NaiveGreedy() {}

    static Output generate(TinyModel model, int[] prompt, GenerationOptions options) {
        List<Integer> tokens = new ArrayList<>();
        try (KvCache cache = model.decoder().newCache()) {
            int[] next = prompt;
            while (true) {
                float[][] logits = model.decoder().logits(cache, next, SkipProfile.NONE);
                int token = argmax(logits[logits.length - 1]);
                if (model.decoder().config().eosTokenIds().contains(token)
                        || options.stopTokens().contains(token)) {
                    return atEnd(model, tokens, options, FinishReason.STOP_TOKEN);
                }
                tokens.add(token);
                if (certainText(model, tokens).length() > cut(certainText(model, tokens), options)) {
                    return atEnd(model, tokens, options, FinishReason.STOP_STRING);
                }
                if (tokens.size() == options.maxTokens()) {
                    return atEnd(model, tokens, options, FinishReason.MAX_TOKENS);
                }
                if (prompt.length + tokens.size() == cache.capacity()) {
                    return atEnd(model, tokens, options, FinishReason.CONTEXT_END);
                }
                next = new int[] {token};
            }
        }
    }

    private static int argmax(float[] logits) {
        return SamplingOracle.argmax(
                IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).toArray());
    }

    private static String certainText(TinyModel model, List<Integer> tokens) {
        TextStream stream = model.tokenizer().newTextStream();
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(stream.append(token)));
        return text.toString();
    }

    private static String wholeText(TinyModel model, List<Integer> tokens) {
        return model.tokenizer()
                .decode(tokens.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Output atEnd(TinyModel model, List<Integer> tokens, GenerationOptions options, FinishReason reason) {
        String whole = wholeText(model, tokens);
        int cut = cut(whole, options);
        if (cut == whole.length()) {
            return new Output(tokens, whole, reason);
        }
        int kept = 0;
        while (certainText(model, tokens.subList(0, kept)).length() < cut && kept < tokens.size()) {
            kept++;
        }
        return new Output(tokens.subList(0, kept), whole.substring(0, cut), FinishReason.STOP_STRING);
    }

    /** Where the text is to be cut; its length if it has no stop string. */
    private static int cut(String text, GenerationOptions options) {
        for (int end = 1; end <= text.length(); end++) {
            for (int start = 0; start < end; start++) {
                if (options.stopStrings().contains(text.substring(start, end))) {
                    return start;
                }
            }
        }
        return text.length();
    }
}
