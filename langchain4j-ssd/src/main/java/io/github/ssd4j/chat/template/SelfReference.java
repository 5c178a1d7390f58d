package io.github.ssd4j.chat.template;

/** The variable {@code self}: its attributes are the blocks of the template. */
enum SelfReference {
    SELF;

    static Callee block(String name) {
        return (run, arguments) -> {
            Block block = run.blocks.get(name);
            if (block == null) {
                throw TemplateException.fault("the template has no block '%s'", name);
            }
            return run.result(block.text(run));
        };
    }
}
