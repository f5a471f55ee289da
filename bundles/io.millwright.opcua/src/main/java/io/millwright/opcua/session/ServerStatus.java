package io.millwright.opcua.session;

import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.state.StateCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.ServerState;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;

/**
 * What a server says of itself while it delivers (OPC UA Part 5, 12.10): whether it runs, and its clock, which is compared with the
 * gateway's. On the session's thread; waits for nothing.
 */
final class ServerStatus {
    private static final long LOOK_NANOS = 5_000_000_000L;
    private static final long MOST_CLOCK_MICROS = 10_000_000;
    private static final long MICROS = 1_000_000;

    private static final List<ReadValueId> ASKED =
            List.of(id(NodeIds.Server_ServerStatus_State), id(NodeIds.Server_ServerStatus_CurrentTime));

    private boolean looked;
    private long lookedNanos;
    private long sentMicros;

    /** When the answer came, microseconds since 1970 UTC; set on Milo's thread. */
    private volatile long answeredMicros;

    private CompletableFuture<ReadResponse> reading;
    private ServerState state = ServerState.Running;
    private long aheadMicros;

    private static ReadValueId id(NodeId node) {
        return new ReadValueId(node, AttributeId.Value.uid(), null, QualifiedName.NULL_VALUE);
    }

    /** Takes over what was answered, and asks again every 5 s. */
    void look(OpcUaClient client, long nowNanos) {
        if (reading != null && reading.isDone()) {
            takeOver(reading);
            reading = null;
        }
        if (reading == null && (!looked || nowNanos - lookedNanos >= LOOK_NANOS)) {
            looked = true;
            lookedNanos = nowNanos;
            sentMicros = SampleTimes.now();
            reading = client.readAsync(0.0, TimestampsToReturn.Neither, ASKED)
                    .whenComplete((response, failure) -> answeredMicros = SampleTimes.now());
        }
    }

    private void takeOver(CompletableFuture<ReadResponse> done) {
        if (done.isCompletedExceptionally()) {
            return;
        }
        DataValue[] values = done.join().getResults();
        if (values != null && values.length == ASKED.size()) {
            takeOver(values[0].value().value(), values[1].value().value(), sentMicros, answeredMicros);
        }
    }

    /**
     * Takes over an answer.
     *
     * @param stateNow what the server calls its state; anything but a number says nothing
     * @param timeNow its clock; anything but a time says nothing
     * @param sent when it was asked, microseconds since 1970 UTC
     * @param answered when it answered
     */
    void takeOver(Object stateNow, Object timeNow, long sent, long answered) {
        if (stateNow instanceof Integer number) {
            ServerState known = ServerState.from(number);
            state = known == null ? ServerState.Unknown : known;
        }
        if (timeNow instanceof DateTime time && time.isNotNull()) {
            long micros = TimeUnit.MILLISECONDS.toMicros(time.getJavaTime());
            // The answer is as old as its way, which is at most the whole time.
            aheadMicros = micros > answered ? micros - answered : Math.min(0, micros - sent);
        }
    }

    List<Notice> notices() {
        List<Notice> notices = new ArrayList<>();
        if (state != ServerState.Running) {
            notices.add(new Notice(
                    StateCode.SERVER_NOT_RUNNING,
                    "The server says that its state is " + state + ": its values may not be those of the machine.",
                    "Set the server, or the PLC program behind it, to run."));
        }
        if (Math.abs(aheadMicros) > MOST_CLOCK_MICROS) {
            notices.add(new Notice(
                    StateCode.SERVER_CLOCK_DIFFERENCE,
                    "The server's clock is " + roughly(Math.abs(aheadMicros) / MICROS)
                            + (aheadMicros > 0 ? " ahead of" : " behind") + " the gateway's.",
                    "Set the server's clock or the gateway's, best by NTP."));
        }
        return notices;
    }

    /** Coarse, so that a state does not change with every look. */
    private static String roughly(long seconds) {
        return seconds < 120
                ? seconds + " s"
                : seconds < 7_200
                        ? seconds / 60 + " min"
                        : seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
    }
}
