package io.github.ssd4j.examples.web;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What no model knows by itself. */
@Component(ClockTools.NAME)
public class ClockTools {

    static final String NAME = "clockTools";

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy, HH:mm:ss", Locale.ENGLISH);

    private final Clock clock;

    /** With the clock of this machine. */
    public ClockTools() {
        this(Clock.system(ZoneId.systemDefault()));
    }

    ClockTools(Clock clock) {
        this.clock = clock;
    }

    /**
     * The time in a zone, or in that of this machine. A mistake of the model's comes back as text, for the model to
     * read.
     */
    @Tool("Tells the current date and time")
    public String currentDateTime(
            @P(value = "time zone, for example Europe/Berlin; leave it out for the local time", required = false)
                    @Nullable
                    String zone) {
        try {
            ZoneId id = zone == null || zone.isBlank() ? clock.getZone() : ZoneId.of(zone.strip());
            return "%s (%s)".formatted(FORMAT.format(ZonedDateTime.now(clock.withZone(id))), id);
        } catch (DateTimeException e) {
            return "There is no time zone %s. Names of zones are like Europe/Berlin, Asia/Tokyo or UTC."
                    .formatted(zone);
        }
    }
}
