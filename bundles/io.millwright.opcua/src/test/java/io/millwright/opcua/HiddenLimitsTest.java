package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** B3, B5: a server that enforces limits which it does not announce delivers every tag all the same. */
class HiddenLimitsTest {
    private static final int TAGS = 200;

    private static List<String> names() {
        return IntStream.range(0, TAGS).mapToObj(i -> "t" + i).toList();
    }

    private static PlcServer plc() {
        PlcServer plc = new PlcServer();
        names().forEach(name -> plc.variable(name, 1.0));
        return plc;
    }

    private static String table() {
        StringBuilder table = new StringBuilder("name,nodeId\n");
        names().forEach(name -> table.append(name)
                .append(",nsu=urn:millwright:test:cell;s=")
                .append(name)
                .append('\n'));
        return table.toString();
    }

    @Test
    void b3OperationsPerCall() throws Exception {
        try (PlcServer plc = plc().hiddenLimits(30, 10_000).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), table())) {
            fixture.configure();
            String text = fixture.await(StateCode.CONNECTED, TAGS + " of " + TAGS + " tags Good");
            assertTrue(text.contains("by subscription"), text);
            assertEquals(1, plc.subscriptions());
        }
    }

    @Test
    void b3AsManyTagsAsACallTakesThoughTheClockIsOneItemMore() throws Exception {
        try (PlcServer plc = plc().hiddenLimits(TAGS, 10_000).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), table())) {
            fixture.configure();
            fixture.await(StateCode.CONNECTED, TAGS + " of " + TAGS + " tags Good");
        }
    }

    @Test
    void b3OperationsPerReadWhilePolling() throws Exception {
        try (PlcServer plc = plc().hiddenLimits(30, 10_000).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), table()).set("access.mode", "POLL")) {
            fixture.configure();
            String text = fixture.await(StateCode.CONNECTED, TAGS + " of " + TAGS + " tags Good");
            assertTrue(text.contains("by polling"), text);
        }
    }

    @Test
    void b5ItemsPerSubscription() throws Exception {
        try (PlcServer plc = plc().hiddenLimits(10_000, 50).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), table())) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(names()), recorder);
            fixture.configure();
            String text = fixture.await(StateCode.CONNECTED, TAGS + " of " + TAGS + " tags Good");
            assertTrue(text.contains("by 5 subscriptions"), text);
            assertEquals(5, plc.subscriptions());
            int from = recorder.size();
            plc.write("t0", 2.0);
            plc.write("t" + (TAGS - 1), 3.0);
            recorder.awaitValue(from, 0, 2.0);
            recorder.awaitValue(from, TAGS - 1, 3.0);
        }
    }

    @Test
    void b3WhatWasLearnedIsUsedByTheNextSession() throws Exception {
        try (PlcServer plc = plc().hiddenLimits(30, 50).start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), table())) {
            fixture.configure();
            fixture.await(StateCode.CONNECTED, TAGS + " of " + TAGS + " tags Good");
            int refused = plc.refusedCalls();
            assertTrue(refused > 0, "nothing was learned");
            plc.stop();
            fixture.await(StateCode.SERVER_UNREACHABLE);
            plc.start();
            fixture.await(StateCode.CONNECTED, TAGS + " of " + TAGS + " tags Good");
            assertEquals(refused, plc.refusedCalls());
        }
    }
}
