package io.millwright.opcua;

import io.millwright.opcua.security.CertificateMaker;
import io.millwright.opcua.security.CertificateMaker.Made;
import io.millwright.opcua.state.StateCode;
import io.millwright.tag.Interest;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server's certificate changes while the connection is open. */
@Tag("slow")
class RenewedCertificateTest {
    private static final String TAGS = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";

    private static PlcServer plc(Made made) {
        return new PlcServer()
                .policies(SecurityPolicy.None, SecurityPolicy.Basic256Sha256)
                .identity(made)
                .variable("Speed", 1.0);
    }

    private static ConnectionFixture connection(PlcServer plc, FakeKeystore keystore) {
        ConnectionFixture fixture = new ConnectionFixture(plc.url(), TAGS).secured("Basic256Sha256");
        fixture.connection.keystore(keystore.service());
        return fixture;
    }

    @Test
    void aServerThatComesBackWithItsNextCertificateIsReadOn() throws Exception {
        Made old = new CertificateMaker().make();
        Made next = new CertificateMaker().key("next").make();
        try (PlcServer plc = plc(old).start();
                ConnectionFixture fixture = connection(plc, new FakeKeystore())
                        .set("server.certificate.sha256", old.sha256() + ", " + next.sha256())) {
            Recorder recorder = new Recorder();
            fixture.connection.subscribe(Interest.in(List.of("speed")), recorder);
            fixture.configure();
            recorder.awaitValue(0, 1.0);
            int away = recorder.size();
            plc.stop();
            fixture.awaitEntered(StateCode.CONNECTION_LOST);
            plc.identity(next).write("Speed", 2.0);
            plc.start();
            recorder.awaitValue(away, 0, 2.0);
            fixture.await(StateCode.CONNECTED);
        }
    }
}
