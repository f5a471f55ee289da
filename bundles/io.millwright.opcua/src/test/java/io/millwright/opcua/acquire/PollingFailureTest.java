package io.millwright.opcua.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.TimedTransport;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.table.TagTableParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OperationLimits;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.junit.jupiter.api.Test;

/** B12: a bug in a read must not end the polling. */
class PollingFailureTest {
    @Test
    void b12ARuntimeExceptionLeavesNothingBusyAndEndsInARenewal() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Counters counters = new Counters();
        List<Renewal> renewals = new ArrayList<>();
        var rows = TagTableParser.parse("name,nodeId\na,i=2258").rows();
        OpenLink link = new OpenLink() {
            @Override
            public OpcUaClient client() {
                throw new IllegalStateException("a bug");
            }

            @Override
            public TimedTransport transport() {
                return null;
            }

            @Override
            public LearnedLimits learned() {
                return new LearnedLimits();
            }

            @Override
            public RegisteredNodes registered() {
                return new RegisteredNodes();
            }

            @Override
            public int limit(Function<OperationLimits, Optional<UInteger>> which, int most) {
                throw new IllegalStateException("unused");
            }
        };
        FanOut fanOut = new FanOut("plc", counters, Runnable::run);
        fanOut.table(rows);
        Polling polling = new Polling(
                link,
                Settings.of(Map.of("publishing.intervalMs", 10)),
                new RowPlan(rows),
                fanOut,
                counters,
                timer,
                renewals::add);
        try {
            polling.batches(0);
            for (int i = 0; i < 3; i++) {
                timer.submit((Runnable) polling::poll).get(60, TimeUnit.SECONDS);
            }
            assertEquals(0, counters.skippedPolls.get());
            assertEquals(1, renewals.size());
            assertFalse(polling.stalled());
        } finally {
            timer.shutdownNow();
        }
    }
}
