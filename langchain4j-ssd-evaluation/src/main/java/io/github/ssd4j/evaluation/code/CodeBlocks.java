package io.github.ssd4j.evaluation.code;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fenced code blocks of a Markdown text. */
final class CodeBlocks {

    private static final Pattern FENCE = Pattern.compile("[ \t]*(`{3,}|~{3,})[ \t]*([^`]*)");

    private CodeBlocks() {}

    /**
     * The contents of all blocks, without the indentation that all lines of a block share (a block in a list has one). A
     * block without a closing fence reaches to the end: the answer was cut off.
     */
    static List<String> of(String markdown) {
        List<String> blocks = new ArrayList<>();
        List<String> block = new ArrayList<>();
        String opening = null;
        for (String line : (Iterable<String>) markdown.lines()::iterator) {
            Matcher fence = FENCE.matcher(line);
            boolean isFence = fence.matches();
            if (opening == null) {
                opening = isFence ? fence.group(1) : null;
            } else if (isFence && closes(fence, opening)) {
                blocks.add(Indentation.removed(block));
                block.clear();
                opening = null;
            } else {
                block.add(line);
            }
        }
        if (opening != null) {
            blocks.add(Indentation.removed(block));
        }
        return blocks;
    }

    private static boolean closes(Matcher fence, @Nullable String opening) {
        return opening != null
                && fence.group(1).startsWith(opening)
                && fence.group(2).isEmpty();
    }
}
