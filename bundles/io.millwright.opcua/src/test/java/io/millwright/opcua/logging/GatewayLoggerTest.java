package io.millwright.opcua.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.opcua.OpcUaConnection;
import io.millwright.opcua.milo.TimedTransport;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** A PLC that is away must not fill the gateway's log with the warnings of the libraries. */
class GatewayLoggerTest {
    private final List<String> lines = new ArrayList<>();

    private Logger logger(String name) {
        return new GatewayLogger(name, new LogTarget() {
            @Override
            public boolean enabled(Level level) {
                return true;
            }

            @Override
            public void log(Level level, String message, Throwable failure) {
                lines.add(level + " " + message);
            }
        });
    }

    /** Milo's transport takes the name of its logger from the class that extends it. */
    @Test
    void theWarningsOfMilosTransportUnderOurNameAreDemotedToo() {
        logger(TimedTransport.class.getName()).warn("Receive failed for unknown request, requestId={}", 9);
        logger(OpcUaConnection.class.getName()).warn("plc1: CONNECTION_LOST");
        assertEquals(
                List.of("DEBUG Receive failed for unknown request, requestId=9", "WARN plc1: CONNECTION_LOST"), lines);
    }

    @Test
    void warningsOfTheLibrariesAndTheirErrorsAboutTheConnectionAreDemoted() {
        Logger milo = logger("org.eclipse.milo.opcua.sdk.client.session.SessionFsm");
        milo.warn("Keep Alive failureCount={}", 2);
        milo.error("gone", new UaException(StatusCodes.Bad_ConnectionClosed));
        milo.error("gone", new IllegalStateException(new ConnectException()));
        milo.error("[remote={}] errorMessage={}", "plc", "Bad_SecurityChecksFailed");
        milo.info("version {}", "1.1.2");
        assertEquals(
                List.of(
                        "DEBUG Keep Alive failureCount=2",
                        "DEBUG gone",
                        "DEBUG gone",
                        "DEBUG [remote=plc] errorMessage=Bad_SecurityChecksFailed",
                        "INFO version 1.1.2"),
                lines);
    }

    @Test
    void bugsOfTheLibrariesAndOurOwnLinesKeepTheirLevel() {
        logger("org.eclipse.milo.X").error("bug", new NullPointerException());
        logger("io.millwright.opcua.OpcUaConnection").warn("refused");
        assertEquals(List.of("ERROR bug", "WARN refused"), lines);
    }

    /** Netty tells of memory that is never given back as an error with arguments and without a Throwable. */
    @Test
    void b15NettysLeaksAreShown() {
        Logger netty = logger("io.netty.util.ResourceLeakDetector");
        netty.error("LEAK: {}.release() was not called before it's garbage-collected.{}", "ByteBuf", "\nCreated at");
        netty.warn("An exception was thrown by {}", "listener");
        assertEquals(
                List.of(
                        "ERROR LEAK: ByteBuf.release() was not called before it's garbage-collected.\nCreated at",
                        "DEBUG An exception was thrown by listener"),
                lines);
    }
}
