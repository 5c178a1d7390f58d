package io.github.ssd4j.chat;

/** How the arguments of a call are written. */
enum CallForm {

    /** The call, or its arguments alone, as JSON. */
    JSON,

    /** {@code name.call(k="v")}: the built-in tools of Llama 3.1. */
    PYTHON,

    /** {@code <function=name><parameter=k>v</parameter></function>}: Qwen3-Coder. */
    XML;

    CallExtent extent() {
        return switch (this) {
            case JSON -> new JsonExtent();
            case PYTHON -> new PythonExtent();
            case XML -> new XmlExtent();
        };
    }
}
