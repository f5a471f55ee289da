package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.tag.Interest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tag file that changes under a running connection. */
class ChangedTagFileTest {
    private static final String SPEED = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";

    @TempDir
    Path data;

    @Test
    void aRunningConnectionTakesTheChangedFileIntoTheSameSession() throws Exception {
        Files.writeString(data.resolve("tags.csv"), SPEED);
        try (PlcServer plc = new PlcServer()
                        .variable("Speed", 1.0)
                        .variable("Load", 2.0)
                        .start();
                ConnectionFixture fixture = new ConnectionFixture(plc.url(), "", data).set("tags.file", "tags.csv")) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed", "load")), recorder);
            fixture.configure();
            recorder.awaitValue(0, 1.0);
            var session = plc.sessions();
            Files.writeString(data.resolve("tags.csv"), SPEED + "load,nsu=urn:millwright:test:cell;s=Load\n");
            recorder.awaitValue(1, 2.0);
            assertEquals(session, plc.sessions());
        }
    }
}
