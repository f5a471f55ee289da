package io.millwright.opcua.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.Stack;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.junit.jupiter.api.Test;

/** B7: of endpoints for several hosts the one that names the configured host is tried first, else each in turn. */
class EndpointsTest {
    private static final List<EndpointDescription> OFFERED = List.of(
            endpoint("opc.tcp://office:4840/a"), endpoint("opc.tcp://plc:4840/b"), endpoint("opc.tcp://plc:4840"));

    private static EndpointDescription endpoint(String url) {
        return new EndpointDescription(
                url,
                null,
                null,
                MessageSecurityMode.None,
                SecurityPolicy.None.getUri(),
                null,
                Stack.TCP_UASC_UABINARY_TRANSPORT_URI,
                null);
    }

    private static Settings settings(String url) {
        return Settings.of(Map.of("endpoint.url", url, "security.policy", "None", "security.mode", "None"));
    }

    private static String selected(String url, int turn) throws ConnectionTrouble {
        return Endpoints.select(settings(url), OFFERED, turn).getEndpointUrl();
    }

    @Test
    void theConfiguredHostAndPathComeFirst() throws ConnectionTrouble {
        assertEquals("opc.tcp://plc:4840", selected("opc.tcp://plc:4840", 0));
        assertEquals("opc.tcp://plc:4840/b", selected("opc.tcp://plc:4840/b", 0));
    }

    @Test
    void othersFollowInTurnWithTheConfiguredHostAndPort() throws ConnectionTrouble {
        assertEquals("opc.tcp://plc:4840/b", selected("opc.tcp://plc:4840", 1));
        assertEquals("opc.tcp://plc:4840/a", selected("opc.tcp://plc:4840", 2));
        assertEquals("opc.tcp://plc:4840", selected("opc.tcp://plc:4840", 3));
    }

    @Test
    void anAddressThatNobodyAnnouncesTakesThemAsTheyCome() throws ConnectionTrouble {
        assertEquals("opc.tcp://10.0.0.1:4840/a", selected("opc.tcp://10.0.0.1:4840/x", 0));
        assertEquals("opc.tcp://10.0.0.1:4840/b", selected("opc.tcp://10.0.0.1:4840/x", 1));
    }

    @Test
    void noneThatFitsIsSaidWithWhatThereIs() {
        Settings secured = Settings.of(Map.of(
                "endpoint.url", "opc.tcp://plc:4840", "security.policy", "Basic256Sha256", "security.mode", "Sign"));
        ConnectionTrouble trouble = assertThrows(ConnectionTrouble.class, () -> Endpoints.select(secured, OFFERED, 0));
        assertTrue(trouble.getMessage().contains("None / None"), trouble.getMessage());
    }
}
