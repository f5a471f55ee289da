package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import java.util.List;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.junit.jupiter.api.Test;

/** What a server said of its variables is used again after a restart, so that values need not wait; and then asked for. */
class FactsAfterRestartTest {
    private static final String TAGS = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";

    private final Recorder recorder = new Recorder();

    private void restart(PlcServer plc, ConnectionFixture fixture, String unit) throws Exception {
        fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
        fixture.configure().await(StateCode.CONNECTED);
        recorder.awaitValue(0, 1.0);
        int away = recorder.size();
        plc.stop();
        recorder.awaitStatus(away, 0, StatusCodes.BAD_NO_COMMUNICATION);
        plc.unit("Speed", unit);
        plc.start();
    }

    @Test
    void aUnitThatChangedMeanwhileIsToldSoonAfter() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .unit("Speed", "rpm")
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            restart(plc, fixture, "Hz");
            awaitUnit("Hz");
            fixture.await(StateCode.CONNECTED);
        }
    }

    @Test
    void aUnitThatTheLineContradictsMeanwhileLetsNoValuePass() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .unit("Speed", "rpm")
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(
                        plc.url(), "name,nodeId,unit\nspeed,nsu=urn:millwright:test:cell;s=Speed,rpm\n")) {
            restart(plc, fixture, "kW");
            int from = recorder.size();
            recorder.awaitStatus(0, 0, StatusCodes.BAD_CONFIGURATION_ERROR);
            assertTrue(recorder.calls().subList(from, recorder.size()).stream()
                    .noneMatch(call -> call.method().equals("sample") && call.status() == 0));
            fixture.await(StateCode.CONNECTED_WITH_ERRORS, "rpm");
        }
    }

    /** A slow server is no server without units. */
    @Test
    void aUnitThatTheServerDidNotTellInTimeIsAskedForAgain() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).unit("Speed", "rpm");
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            plc.faults().refuse(Service.VIEW_TRANSLATE_BROWSE_PATHS, StatusCodes.BAD_TIMEOUT);
            plc.start();
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.configure().await(StateCode.CONNECTED);
            recorder.awaitValue(0, 1.0);
            plc.faults().accept(Service.VIEW_TRANSLATE_BROWSE_PATHS);
            awaitUnit("rpm");
        }
    }

    @Test
    void whileTheServerDoesNotTellInTimeWhatItSaidBeforeStands() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .unit("Speed", "rpm")
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.configure().await(StateCode.CONNECTED);
            awaitUnit("rpm");
            int from = recorder.size();
            plc.faults().refuse(Service.VIEW_TRANSLATE_BROWSE_PATHS, StatusCodes.BAD_TIMEOUT);
            plc.stop();
            plc.unit("Speed", "Hz").start();
            plc.faults().requests.await(PlcFaults.REFUSED, 1);
            fixture.await(StateCode.CONNECTED);
            assertEquals("rpm", fixture.connection.tags().get(0).unit());
            plc.faults().accept(Service.VIEW_TRANSLATE_BROWSE_PATHS);
            awaitUnit("Hz");
            assertTrue(recorder.calls().subList(from, recorder.size()).stream()
                    .noneMatch(call ->
                            call.object() instanceof Tag tag && tag.unit().isEmpty()));
        }
    }

    private void awaitUnit(String unit) throws InterruptedException {
        recorder.await(call -> call.object() instanceof Tag tag && tag.unit().equals(unit));
    }

    @Test
    void whatIsTheSameIsAskedForAndChangesNothing() throws Exception {
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .unit("Speed", "rpm")
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS)) {
            restart(plc, fixture, "rpm");
            fixture.await(StateCode.CONNECTED);
            int from = recorder.size();
            plc.write("Speed", 2.0);
            recorder.awaitValue(from, 0, 2.0);
            assertEquals("rpm", fixture.connection.tags().get(0).unit());
            assertEquals(0, fixture.connection.counters().renewals.get());
        }
    }
}
