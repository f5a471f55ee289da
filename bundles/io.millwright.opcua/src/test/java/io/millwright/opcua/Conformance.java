package io.millwright.opcua;

import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.util.List;

/** What tests of conformance units share: a server of some maker, and a connection to two of its variables. */
abstract class Conformance {
    static final String TAGS =
            """
            name,nodeId
            speed,nsu=urn:millwright:test:cell;s=Speed
            load,nsu=urn:millwright:test:cell;s=Load
            """;

    final Counterpart.Maker maker;

    final Recorder recorder = new Recorder();

    Conformance(Counterpart.Maker maker) {
        this.maker = maker;
    }

    final void connect(ConnectionFixture fixture) throws InterruptedException {
        fixture.connection.subscribe(Interest.in(List.of("speed", "load")), recorder);
        fixture.configure().await(StateCode.CONNECTED, "2 of 2 tags Good");
    }

    final void assertDelivers(Counterpart server, double speed) throws InterruptedException {
        int from = recorder.size();
        server.write("Speed", speed);
        recorder.awaitValue(from, 0, speed);
    }
}
