package io.github.ssd4j.examples.web.browser;

import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands each test the {@link Browser} of this JVM, in the state of a new one: starting one for each test takes two seconds. */
final class SharedBrowser implements ParameterResolver {

    private record UntilTheEnd(Browser browser) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            browser.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Browser resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Browser browser = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(UntilTheEnd.class, type -> new UntilTheEnd(new Browser()), UntilTheEnd.class)
                .browser();
        browser.renew();
        return browser;
    }
}
