package io.github.ssd4j.spring;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;

/** Keeps DJL's lines about its own start out of the log; one of them warns of a setting that nobody made. */
final class DjlLogging {

    private static final String DJL = "ai.djl";

    private DjlLogging() {}

    /** Unless the application gives DJL a level of its own, or wants to see more than usual of everything. */
    static void quieten(LoggingSystem logging) {
        LoggerConfiguration djl = logging.getLoggerConfiguration(DJL);
        LoggerConfiguration known = djl == null ? logging.getLoggerConfiguration(LoggingSystem.ROOT_LOGGER_NAME) : djl;
        boolean isOwn = djl != null && djl.getConfiguredLevel() != null;
        if (!isOwn && known != null && known.getEffectiveLevel() == LogLevel.INFO) {
            logging.setLogLevel(DJL, LogLevel.WARN);
        }
    }
}
