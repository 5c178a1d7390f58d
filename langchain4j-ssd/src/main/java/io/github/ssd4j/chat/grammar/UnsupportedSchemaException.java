package io.github.ssd4j.chat.grammar;

import java.util.List;

/**
 * A JSON Schema asks for something that constrained output does not enforce. The message names every such keyword by its
 * JSON pointer, for instance {@code #/properties/age/minimum}.
 */
public final class UnsupportedSchemaException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String[] pointers;

    UnsupportedSchemaException(List<String> pointers) {
        super("the JSON Schema uses keywords that are not supported: " + String.join(", ", pointers));
        this.pointers = pointers.toArray(String[]::new);
    }

    /** The JSON pointers of the keywords, at least one, each in the form {@code #/properties/age/minimum}. */
    public List<String> pointers() {
        return List.of(pointers);
    }
}
