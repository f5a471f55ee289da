package io.millwright.opcua.security;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StateCode;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.stack.core.Stack;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
import org.junit.jupiter.api.Test;

/** What a server announced is compared with what it says in the session, field by field (OPC UA Part 4, 5.6.2.1). */
class SessionEndpointsTest {
    private static final EndpointDescription STRONG =
            endpoint("opc.tcp://plc:4840", SecurityPolicy.Aes256_Sha256_RsaPss, SecurityPolicy.Basic256Sha256, 3);
    private static final EndpointDescription USUAL =
            endpoint("opc.tcp://plc:4840", SecurityPolicy.Basic256Sha256, SecurityPolicy.Basic256Sha256, 2);

    private static EndpointDescription endpoint(String url, SecurityPolicy policy, SecurityPolicy password, int level) {
        return new EndpointDescription(
                url,
                null,
                null,
                MessageSecurityMode.SignAndEncrypt,
                policy.getUri(),
                new UserTokenPolicy[] {
                    new UserTokenPolicy("user", UserTokenType.UserName, null, null, password.getUri())
                },
                Stack.TCP_UASC_UABINARY_TRANSPORT_URI,
                UByte.valueOf(level));
    }

    @Test
    void equalListsInAnyOrderAreEqual() {
        assertEquals(List.of(), SessionEndpoints.differences(List.of(STRONG, USUAL), List.of(USUAL, STRONG)));
    }

    @Test
    void aHiddenEndpointIsNamed() {
        assertEquals(
                List.of("the announcement lacked 'opc.tcp://plc:4840' with Aes256_Sha256_RsaPss / SignAndEncrypt"),
                SessionEndpoints.differences(List.of(USUAL), List.of(USUAL, STRONG)));
    }

    @Test
    void anInventedEndpointIsNamed() {
        assertEquals(
                List.of("the session does not confirm 'opc.tcp://plc:4840' with Aes256_Sha256_RsaPss / SignAndEncrypt"),
                SessionEndpoints.differences(List.of(USUAL, STRONG), List.of(USUAL)));
    }

    @Test
    void aWeakenedUserTokenIsADifference() {
        EndpointDescription weak =
                endpoint("opc.tcp://plc:4840", SecurityPolicy.Basic256Sha256, SecurityPolicy.None, 2);
        assertEquals(
                2, SessionEndpoints.differences(List.of(weak), List.of(USUAL)).size());
    }

    @Test
    void aServerThatConfirmsNothingIsRefusedUnlessThatIsWaived() {
        Settings strict = Settings.of(Map.of("endpoint.url", "opc.tcp://plc:4840"));
        ConnectionTrouble trouble =
                assertThrows(ConnectionTrouble.class, () -> SessionEndpoints.check(strict, List.of(USUAL), null));
        assertEquals(StateCode.SERVER_UNTRUSTED, trouble.code());
        assertTrue(trouble.getMessage().contains("refused by this gateway, rule endpoint list"), trouble.getMessage());
        Settings waived = Settings.of(Map.of("endpoint.url", "opc.tcp://plc:4840", "check.endpoints", false));
        assertDoesNotThrow(() -> SessionEndpoints.check(waived, List.of(USUAL), null));
    }
}
