package io.github.ssd4j.examples.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says; Maven writes the numbers. */
final class Versions implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        Properties versions = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            if (in == null) {
                throw new IOException("the console chatbot was built without versions.properties");
            }
            versions.load(in);
        }
        return new String[] {
            "langchain4j-ssd " + versions.getProperty("project"),
            "LangChain4j " + versions.getProperty("langchain4j") + ", DJL " + versions.getProperty("djl") + ", PyTorch "
                    + versions.getProperty("pytorch") + ", Java " + Runtime.version()
        };
    }
}
