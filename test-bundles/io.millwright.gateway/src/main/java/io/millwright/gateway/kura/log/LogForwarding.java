package io.millwright.gateway.kura.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Collection;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;

/**
 * Forwards every log line at INFO and above to the launcher, as {@code {time ms, level, logger, thread, message,
 * stack}}, through a service of a JDK type. The level is a framework property: {@value #LEVEL}.
 */
public final class LogForwarding extends AppenderBase<ILoggingEvent> {
    private static final String LEVEL = "millwright.gateway.log.level";
    private static final String SINK = "(millwright.gateway.log=true)";

    private final Consumer<Object[]> sink;

    private LogForwarding(Consumer<Object[]> sink) {
        this.sink = sink;
    }

    /** Replaces the log's default output. */
    public static void install(BundleContext context) {
        LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();
        log.reset();
        LogForwarding appender = new LogForwarding(sink(context));
        appender.setContext(log);
        appender.start();
        Logger root = log.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(context.getProperty(LEVEL), Level.INFO));
        root.addAppender(appender);
    }

    /** Ends the forwarding. */
    public static void remove() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).reset();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Consumer<Object[]> sink(BundleContext context) {
        try {
            Collection<ServiceReference<Consumer>> found = context.getServiceReferences(Consumer.class, SINK);
            return context.getService(found.iterator().next());
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        String stack = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        sink.accept(new Object[] {
            event.getTimeStamp(),
            event.getLevel().toString(),
            event.getLoggerName(),
            event.getThreadName(),
            event.getFormattedMessage(),
            stack
        });
    }
}
