package io.github.ssd4j.examples.web;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.examples.model.FetchProgress;
import io.github.ssd4j.examples.model.LocatedModel;
import io.github.ssd4j.examples.model.ModelSource;
import io.github.ssd4j.hub.HubEnvironment;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Finds or fetches the model before there is any bean, and hands its path to the starter. An engine model that is
 * configured is left alone, unless {@code chatbot.model} names another.
 */
final class ModelInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    static final String ENGINE_MODEL = "langchain4j.ssd.engine.model";
    static final String CHAT_TEMPLATE = "langchain4j.ssd.engine.chat-template";
    static final String PLAIN = "plain";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment properties = context.getEnvironment();
        String model = properties.getProperty(ChatbotProperties.MODEL);
        boolean named = model != null && !model.isBlank();
        if (!named && properties.containsProperty(ENGINE_MODEL)) {
            return;
        }
        boolean offline = properties.getProperty(ChatbotProperties.OFFLINE, Boolean.class, false);
        HubEnvironment environment = HubEnvironment.current();
        if (offline || environment.isOffline()) {
            System.setProperty("ai.djl.offline", "true");
        }
        StatusLine status = StatusLine.ofTerminal();
        ModelSource source = new ModelSource(environment, offline, new FetchProgress(status::line, status::show));
        LocatedModel located = source.locate(named ? model : null);
        status.line("loading " + environment.shorten(located.path()) + " ...");

        Map<String, Object> found = new HashMap<>();
        found.put(ENGINE_MODEL, located.path().toString());
        found.put(ChatbotProperties.DEMONSTRATION, located.origin() == LocatedModel.Origin.BUILT_IN);
        if (!properties.containsProperty(CHAT_TEMPLATE) && !hasChatTemplate(located)) {
            found.put(CHAT_TEMPLATE, PLAIN);
        }
        properties.getPropertySources().addFirst(new MapPropertySource("located model", found));
    }

    private static boolean hasChatTemplate(LocatedModel model) {
        try (Checkpoint checkpoint = Checkpoint.open(model.path())) {
            return checkpoint.chatTemplate().isPresent();
        }
    }
}
