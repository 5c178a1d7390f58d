package io.github.ssd4j.examples.console;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be changed between two answers. One thread at a time. */
final class Settings {

    /** A person who chats gets varied answers; scripts, and who asks with {@code --prompt}, get the same one each time. */
    static final double TEMPERATURE_OF_CHATS = 0.7;

    static final double TOP_P_OF_CHATS = 0.9;

    /** Takes the place of a value that is not to be set. */
    private static final String NONE = "none";

    private double temperature;
    private @Nullable Double topP;
    private @Nullable Integer topK;
    private @Nullable Double minP;
    private @Nullable Double repetitionPenalty;
    private @Nullable Long seed;
    private int maxTokens;
    private @Nullable String system;

    private Settings(ChatOptions options, boolean chat) {
        boolean sampled = chat && options.temperature == null;
        this.temperature = sampled
                ? TEMPERATURE_OF_CHATS
                : Optional.ofNullable(options.temperature).orElse(0.0);
        this.topP = sampled && options.topP == null && options.topK == null ? (Double) TOP_P_OF_CHATS : options.topP;
        this.topK = options.topK;
        this.minP = options.minP;
        this.repetitionPenalty = options.repetitionPenalty;
        this.seed = options.seed;
        this.maxTokens = options.maxTokens;
        this.system = options.system;
    }

    /**
     * As the options say.
     *
     * @param chat whether a person sits at the terminal: then answers are sampled, unless the options say otherwise
     */
    static Settings of(ChatOptions options, boolean chat) {
        return new Settings(options, chat);
    }

    /** A setting that {@code /set} knows: its name, what it may be, how a value is read, what it is. */
    private record Setting(String name, String range, Consumer<String> reader, Supplier<@Nullable Object> value) {

        private String describe() {
            Object found = value.get();
            return "%-19s %-6s (%s)".formatted(name, found == null ? NONE : found, range);
        }
    }

    private final List<Setting> all = List.of(
            new Setting(
                    "temperature",
                    "0 to 100, 0 for the most probable token",
                    text -> temperature = within(Double.parseDouble(text), 0, 100),
                    () -> temperature),
            new Setting(
                    "top-p",
                    "above 0 to 1, or none",
                    text -> topP = isNone(text) ? null : (Double) within(Double.parseDouble(text), Double.MIN_VALUE, 1),
                    () -> topP),
            new Setting(
                    "top-k",
                    "1 or more, or none",
                    text -> topK = isNone(text) ? null : (Integer) positive(text),
                    () -> topK),
            new Setting(
                    "min-p",
                    "0 to 1, or none",
                    text -> minP = isNone(text) ? null : (Double) within(Double.parseDouble(text), 0, 1),
                    () -> minP),
            new Setting(
                    "repetition-penalty",
                    "above 0 to 100, 1 or none for no penalty",
                    text -> repetitionPenalty =
                            isNone(text) ? null : (Double) within(Double.parseDouble(text), Double.MIN_VALUE, 100),
                    () -> repetitionPenalty),
            new Setting(
                    "seed",
                    "a whole number, or none",
                    text -> seed = isNone(text) ? null : Long.valueOf(text),
                    () -> seed),
            new Setting("max-tokens", "1 or more", text -> maxTokens = positive(text), () -> maxTokens));

    private static double within(double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new NumberFormatException("out of range: " + value);
        }
        return value;
    }

    private static int positive(String text) {
        return (int) within(Integer.parseInt(text), 1, Integer.MAX_VALUE);
    }

    private static boolean isNone(String text) {
        return text.equalsIgnoreCase(NONE);
    }

    /**
     * Carries out what is typed behind {@code /set}: nothing, a name, or a name and a value.
     *
     * @return the settings that the user is to see, one in a line
     * @throws IllegalArgumentException saying what may be typed
     */
    String set(String text) {
        if (text.isEmpty()) {
            return all.stream().map(Setting::describe).collect(Collectors.joining("\n"));
        }
        List<String> words = List.of(text.split("\\s+", 2));
        Setting setting = named(words.get(0));
        if (words.size() > 1) {
            try {
                setting.reader.accept(words.get(1));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "%s must be %s, but is: %s".formatted(setting.name, setting.range, words.get(1)), e);
            }
        }
        return setting.describe();
    }

    private Setting named(String name) {
        return all.stream()
                .filter(setting ->
                        setting.name.equals(name.toLowerCase(Locale.ROOT).replace('_', '-')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no setting %s; %sthere are: %s"
                        .formatted(
                                name,
                                Suggestion.nearest(name, names())
                                        .map(near -> "did you mean %s? ".formatted(near))
                                        .orElse(""),
                                String.join(", ", names()))));
    }

    private List<String> names() {
        return all.stream().map(Setting::name).toList();
    }

    /** Sets the system message; {@code none} or a blank text: there is none from now on. */
    void setSystem(String text) {
        system = text.isBlank() || text.equalsIgnoreCase(NONE) ? null : text;
    }

    double temperature() {
        return temperature;
    }

    @Nullable
    Double topP() {
        return topP;
    }

    @Nullable
    Integer topK() {
        return topK;
    }

    @Nullable
    Double minP() {
        return minP;
    }

    @Nullable
    Double repetitionPenalty() {
        return repetitionPenalty;
    }

    @Nullable
    Long seed() {
        return seed;
    }

    int maxTokens() {
        return maxTokens;
    }

    @Nullable
    String system() {
        return system;
    }
}
