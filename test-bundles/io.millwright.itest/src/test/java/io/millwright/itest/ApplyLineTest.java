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
    void anAddressThatCutsTheConnectionIsTakenBackByItselfAndTold(Site site) throws Exception {
        site.gateway().update(OPERATION, Map.of("cloud.operate", true, "cloud.administer", true));
        try (Asking requester = Asking.at(site)) {
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

            Requester.Reply applied = exec(requester, configuration + ",\"withinMillis\":60000}");
            assertEquals(200, applied.code(), applied.body());
            site.await("it is taken back", () -> get(requester, "apply").contains("\"REVERTED\""));
            site.awaitGoodDecision(SharedSite.PIPELINE);
            // Not because its time is over.
            String apply = get(requester, "apply");
            assertTrue(apply.contains("connection " + Site.PLC), apply);
            assertFalse(get(requester, "configuration/" + Site.PLC).contains("127.0.0.1:9\""));
        } finally {
            site.gateway().update(OPERATION, Map.of("cloud.operate", false, "cloud.administer", false));
        }
    }

    private static Requester.Reply exec(Asking requester, String body) {
        try {
            return requester.exec("apply", body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String get(Asking requester, String path) {
        try {
            return requester.get(path, Map.of()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
