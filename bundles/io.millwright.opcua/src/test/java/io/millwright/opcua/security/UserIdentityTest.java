package io.millwright.opcua.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.opcua.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.milo.opcua.sdk.client.identity.IdentityProvider;
import org.eclipse.milo.opcua.stack.core.Stack;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserNameIdentityToken;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
import org.junit.jupiter.api.Test;

/** A password lives as long as one activation of a session. */
class UserIdentityTest {
    private static final EndpointDescription ENDPOINT = new EndpointDescription(
            "opc.tcp://plc:4840",
            null,
            null,
            MessageSecurityMode.SignAndEncrypt,
            SecurityPolicy.Basic256Sha256.getUri(),
            new UserTokenPolicy[] {
                new UserTokenPolicy("user", UserTokenType.UserName, null, null, SecurityPolicy.None.getUri())
            },
            Stack.TCP_UASC_UABINARY_TRANSPORT_URI,
            null);

    @Test
    void eachActivationDecryptsThePasswordAnewAndOverwritesItAfterUse() throws Exception {
        List<char[]> decrypted = new ArrayList<>();
        Settings settings = Settings.of(Map.of("user.name", "operator", "user.password", "encrypted"));
        IdentityProvider provider = UserIdentity.provider(
                settings,
                ENDPOINT,
                () -> {
                    decrypted.add("sécret".toCharArray());
                    return decrypted.get(decrypted.size() - 1);
                },
                new CertificateStores(null, "", TrustFolder.NONE),
                (chain, uri, hosts) -> {});
        assertEquals(0, decrypted.size(), "nothing is decrypted before it is needed");
        for (int activation = 1; activation <= 2; activation++) {
            var token = (UserNameIdentityToken) provider.getIdentityToken(ENDPOINT, ByteString.of(new byte[32]))
                    .getToken();
            assertArrayEquals("sécret".getBytes("UTF-8"), token.getPassword().bytes());
            assertEquals(activation, decrypted.size());
            assertArrayEquals(new char["sécret".length()], decrypted.get(activation - 1));
        }
    }
}
