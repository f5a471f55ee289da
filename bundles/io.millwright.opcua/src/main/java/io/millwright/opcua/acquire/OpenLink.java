package io.millwright.opcua.acquire;

import io.millwright.opcua.milo.TimedTransport;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;

/** What an acquisition uses of the open session. */
public interface OpenLink {
    /** Returns the client, whose session is open. */
    OpcUaClient client();

    /** Returns what tells the times of the messages. */
    TimedTransport transport();

    /** Returns what the server takes at once, as far as it has shown it. */
    LearnedLimits learned();

    /** Returns the NodeIds that are registered in this session. On the session's thread. */
    RegisteredNodes registered();

    /** Returns the server's limit of operations per call (OPC UA Part 5, 6.3.11), at most {@code most}. */
    int limit(Function<OperationLimits, Optional<UInteger>> which, int most);
}
