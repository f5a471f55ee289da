package io.millwright.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.millwright.gateway.LogLine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A person comes from an address to values without typing an id: what a page does through the services, in their order. */
class SetUpTest {
    private static final long MILLIS = 20_000;

    @Test
    void fromAnAddressToValues() throws Exception {
        try (Site site = Site.open("set-up")) {
            site.install(List.of(Packages.onnxruntime(), Packages.millwright()));
            Look offer = Look.service(site, "io.millwright.tag.ServerDiscovery", "(!(kura.service.pid=*))")
                    .get("endpoints", site.plc().endpointUrl(), MILLIS);
            Look first = offer.list("endpoints")[0];
            assertEquals("SignAndEncrypt", first.call("mode"));
            String sha256 = (String) first.call("certificateSha256");
            assertEquals(site.plc().thumbprint(), sha256);

            site.createKeystore();
            site.createConnection(
                    Map.of("server.certificate.sha256", "", "tags", "", "security.policy", first.call("policy")));
            site.awaitState(Site.PLC, "SERVER_UNTRUSTED");
            Look browser =
                    Look.service(site, "io.millwright.tag.TagBrowser", "(millwright.connection=" + Site.PLC + ")");
            assertEquals(
                    first.call("certificateSha256"),
                    browser.get("endpoints", "", MILLIS)
                            .list("certificates")[0]
                            .get("facts")
                            .call("sha256"));
            assertEquals(true, browser.get("approve", sha256, "anna", MILLIS).call("changed"));
            site.awaitState(Site.PLC, "CONNECTED_WITH_ERRORS");

            Look machine = browser.get("browse", "", "", 200, MILLIS).in("nodes", "browseName", "Mill1");
            Look page = browser.get("browse", machine.call("nodeId"), "", 200, MILLIS);
            StringBuilder tags = new StringBuilder("name,nodeId\n");
            for (String feature : Site.FEATURES) {
                Look node = page.in("nodes", "browseName", feature);
                assertEquals("Good", node.get("value").call("statusText"), node::toString);
                tags.append(feature).append(",\"").append(node.call("nodeId")).append("\"\n");
            }
            site.gateway().update(Site.PLC, Map.of("tags", tags.toString()));
            site.awaitState(Site.PLC, "CONNECTED");
            assertFalse(site.ours(LogLine.Level.INFO).stream()
                    .filter(line -> line.message().contains("'anna' trusts"))
                    .toList()
                    .isEmpty());
            assertEquals(1, site.plc().counters().get("sessions"));
        }
    }
}
