package io.millwright.opcua.logging;

import io.millwright.opcua.milo.TimedTransport;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * One logger of the embedded slf4j. For Milo and Netty a PLC that is away is worth a warning per retry; here it is a state.
 * So their warnings, and their errors about the connection, are demoted to DEBUG; other errors stay what they are. Netty's errors
 * without a Throwable are none about the connection: they tell of memory that is never given back ("LEAK: ...").
 */
final class GatewayLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final transient LogTarget target;
    private final boolean library;
    private final boolean netty;

    GatewayLogger(String name, LogTarget target) {
        this.name = name;
        this.target = target;
        this.netty = name.startsWith("io.netty.");
        this.library = netty
                || name.startsWith("org.eclipse.milo.")
                || name.startsWith("com.digitalpetri.")
                // Milo's transport logs under the name of the class that extends it.
                || name.equals(TimedTransport.class.getName());
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable failure) {
        Level shown = library ? demoted(level, arguments, failure) : level;
        if (target.enabled(shown)) {
            target.log(shown, MessageFormatter.basicArrayFormat(pattern, arguments), failure);
        }
    }

    private Level demoted(Level level, Object[] arguments, Throwable failure) {
        boolean expected = level == Level.WARN
                || level == Level.ERROR && (expected(failure) || !netty && noBug(arguments, failure));
        return expected ? Level.DEBUG : level;
    }

    /** Milo logs the peer's error messages and closed channels as errors without a Throwable. */
    private static boolean noBug(Object[] arguments, Throwable failure) {
        return failure == null && arguments != null;
    }

    private static boolean expected(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UaException || cause instanceof IOException || cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isTraceEnabled() {
        return target.enabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return target.enabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return target.enabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return target.enabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return target.enabled(Level.ERROR);
    }
}
