package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.gateway.receiver.Requester;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A configuration is applied from afar, and cuts the connection to the PLC: the gateway takes it back by itself, and tells. */
@ExtendWith(SharedSite.class)
class ApplyLineTest {
    private static final String OPERATION = "io.millwright.operation.Operation";

    @Test
    void anAddressThatCutsTheConnectionIsTakenBackWithinAMinuteAndTold(Site site) throws Exception {
        site.gateway().update(OPERATION, Map.of("cloud.operate", true, "cloud.administer", true));
        try (Requester requester = site.requester()) {
            String configuration =
                    "{\"configuration\":{\"" + Site.PLC + "\":{\"endpoint.url\":\"opc.tcp://127.0.0.1:9\"}}";
            site.await(
                    "the switch",
                    () -> exec(requester, configuration + ",\"try\":true}").code() == 200);
            Requester.Reply look = exec(requester, configuration + ",\"try\":true}");
            assertTrue(look.body().contains("\"label\":\"Endpoint URL\""), look.body());
            assertEquals(
                    400,
                    exec(requester, "{\"configuration\":{\"" + Site.PLC + "\":{\"no.such\":1}}}")
                            .code());

            long begun = System.nanoTime();
            Requester.Reply applied = exec(requester, configuration + ",\"withinMillis\":60000}");
            assertEquals(200, applied.code(), applied.body());
            site.await("it is taken back", () -> get(requester, "apply").contains("\"REVERTED\""));
            site.awaitGoodDecision(SharedSite.PIPELINE);
            long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
            System.out.println(
                    "itest: taken back, and decisions again after " + seconds + " s: " + get(requester, "apply"));
            assertTrue(seconds <= 60, () -> seconds + " s");
            assertTrue(get(requester, "apply").contains("connection " + Site.PLC));
            assertFalse(get(requester, "configuration/" + Site.PLC).contains("127.0.0.1:9\""));
        } finally {
            site.gateway().update(OPERATION, Map.of("cloud.operate", false, "cloud.administer", false));
        }
    }

    private static Requester.Reply exec(Requester requester, String body) {
        try {
            return requester.exec("apply", body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String get(Requester requester, String path) {
        try {
            return requester.get(path, Map.of()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
