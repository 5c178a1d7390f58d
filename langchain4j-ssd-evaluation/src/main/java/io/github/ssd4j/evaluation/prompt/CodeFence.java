package io.github.ssd4j.evaluation.prompt;

/** Code as chats show it. */
final class CodeFence {

    private CodeFence() {}

    static String of(String python) {
        String fence = "```";
        // A fence that is in the code would end the block.
        while (python.contains(fence)) {
            fence += "`";
        }
        String code = python.stripTrailing().replaceFirst("^(?:[ \t]*\n)+", "");
        return fence + "python\n" + code + "\n" + fence;
    }
}
