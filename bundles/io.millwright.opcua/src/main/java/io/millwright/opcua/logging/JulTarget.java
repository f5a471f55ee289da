package io.millwright.opcua.logging;

import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.event.Level;

/** java.util.logging: outside a framework, and on a gateway without slf4j. */
final class JulTarget implements LogTarget {
    private final Logger logger;

    JulTarget(String name) {
        logger = Logger.getLogger(name);
    }

    @Override
    public boolean enabled(Level level) {
        return logger.isLoggable(jul(level));
    }

    @Override
    public void log(Level level, String message, Throwable failure) {
        LogRecord record = new LogRecord(jul(level), message);
        record.setLoggerName(logger.getName());
        record.setThrown(failure);
        logger.log(record);
    }

    private static java.util.logging.Level jul(Level level) {
        return switch (level) {
            case ERROR -> java.util.logging.Level.SEVERE;
            case WARN -> java.util.logging.Level.WARNING;
            case INFO -> java.util.logging.Level.INFO;
            case DEBUG -> java.util.logging.Level.FINE;
            case TRACE -> java.util.logging.Level.FINEST;
        };
    }
}
