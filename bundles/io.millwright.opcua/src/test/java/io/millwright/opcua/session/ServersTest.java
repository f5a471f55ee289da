package io.millwright.opcua.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.StateCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which of two redundant servers is used. */
class ServersTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String FIRST = "opc.tcp://a:4840";
    private static final String OTHER = "opc.tcp://b:4840";

    private static Servers servers(String second) {
        return new Servers(Settings.of(Map.of("endpoint.url", FIRST, "endpoint.second.url", second)));
    }

    @Test
    void aSingleServerStaysTheOne() {
        Servers servers = servers("");
        servers.failed(StateCode.SERVER_UNREACHABLE);
        assertEquals(FIRST, servers.now().url());
        assertFalse(servers.redundant());
        assertEquals(0, servers.notices().size());
    }

    @Test
    void theyTakeTurnsWhileNeitherDoesItsWork() {
        Servers servers = servers(OTHER);
        servers.failed(StateCode.SERVER_UNREACHABLE);
        assertEquals(OTHER, servers.now().url());
        servers.failed(StateCode.SERVER_REFUSED);
        assertEquals(FIRST, servers.now().url());
        assertEquals(0, servers.counters().get("failovers"), "nobody took over");
    }

    @Test
    void troubleThatIsOursChangesNoServer() {
        Servers servers = servers(OTHER);
        servers.failed(StateCode.AUTHENTICATION_FAILED);
        servers.failed(StateCode.WAITING_FOR_KEYSTORE);
        servers.failed(StateCode.CERTIFICATE_UNSUITABLE);
        assertEquals(FIRST, servers.now().url());
    }

    @Test
    void theFirstIsUsedAgainOnceItHasAnsweredForAWhile() {
        Servers servers = servers(OTHER);
        servers.connected();
        servers.failed(StateCode.SERVER_UNREACHABLE);
        servers.connected();
        assertEquals(1, servers.counters().get("failovers"));
        assertEquals(StateCode.SECOND_SERVER, servers.notices().get(0).code());
        assertFalse(servers.tryFirst(0, false));
        assertFalse(servers.tryFirst(5 * SECOND, true));
        assertFalse(servers.tryFirst(10 * SECOND, false));
        assertFalse(servers.tryFirst(15 * SECOND, true));
        assertFalse(servers.tryFirst(20 * SECOND, true));
        assertTrue(servers.tryFirst(25 * SECOND, true));
        servers.firstIsBack();
        assertEquals(FIRST, servers.now().url());
        assertEquals(2, servers.counters().get("failovers"));
        assertEquals(0, servers.notices().size());
    }

    @Test
    void aFirstThatAnswersAndOpensNoSessionIsLeftAloneForLongerAndLonger() {
        Servers servers = servers(OTHER);
        servers.failed(StateCode.SERVER_UNREACHABLE);
        servers.connected();
        servers.tryFirst(0, true);
        assertTrue(servers.tryFirst(10 * SECOND, true));
        servers.firstRefused(10 * SECOND);
        servers.tryFirst(15 * SECOND, true);
        assertFalse(servers.tryFirst(35 * SECOND, true));
        assertTrue(servers.tryFirst(45 * SECOND, true));
        servers.firstRefused(45 * SECOND);
        servers.tryFirst(50 * SECOND, true);
        assertFalse(servers.tryFirst(100 * SECOND, true));
        assertTrue(servers.tryFirst(110 * SECOND, true));
    }
}
