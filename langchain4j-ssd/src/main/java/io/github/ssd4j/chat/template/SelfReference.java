package io.github.ssd4j.chat.template;

import java.util.Map;

/** The variable {@code self}: its attributes are the blocks of the template. */
record SelfReference(Map<String, Block> blocks) {

    /** {@link None#MISSING} if there is no block of that name. */
    Object block(String name) {
        Block block = blocks.get(name);
        return block == null
                ? None.MISSING
                : (Callee) (run, arguments) -> {
                    arguments.bind(name, 0);
                    return run.result(block.text(run));
                };
    }

    @Override
    public String toString() {
        return "<TemplateReference None>";
    }
}
