package io.millwright.seal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model's key opens for the gateway that it was wrapped for, and for no other. */
class WrappedKeyTest {
    private static final String RSA = "-keyalg RSA -keysize 2048";
    private static final String EC = "-keyalg EC -groupname secp256r1";

    @TempDir
    Path folder;

    private static byte[] modelKey() {
        byte[] key = new byte[32];
        new Random(7).nextBytes(key);
        return key;
    }

    @ParameterizedTest
    @ValueSource(strings = {RSA, "-keyalg RSA -keysize 4096", EC, "-keyalg EC -groupname secp521r1"})
    void itOpensForItsGateway(String algorithm) throws Exception {
        GatewayKey gateway = GatewayKey.of(folder, algorithm);
        WrappedKey wrapped = WrappedKey.of(gateway.certificate(), modelKey());
        assertEquals(64, wrapped.certificate().length());
        assertArrayEquals(modelKey(), wrapped.open(gateway.privateKey()));
    }

    @ParameterizedTest
    @ValueSource(strings = {RSA, EC})
    void itOpensForNoOther(String algorithm) throws Exception {
        WrappedKey wrapped = WrappedKey.of(GatewayKey.of(folder, algorithm).certificate(), modelKey());
        GatewayKey other = GatewayKey.of(folder, algorithm);
        assertThrows(NotGenuine.class, () -> wrapped.open(other.privateKey()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "AAAA", "f/8=", "ABAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatIsNoKeyIsRefused(String text) throws Exception {
        for (String algorithm : new String[] {RSA, EC}) {
            GatewayKey gateway = GatewayKey.of(folder, algorithm);
            WrappedKey wrapped = new WrappedKey(WrappedKey.fingerprint(gateway.certificate()), text);
            assertThrows(NotGenuine.class, () -> wrapped.open(gateway.privateKey()));
        }
    }

    @Test
    void aKeyForSignaturesOnlyIsRefusedByName() throws Exception {
        GatewayKey gateway = GatewayKey.of(folder, "-keyalg Ed25519");
        InvalidKeyException failure =
                assertThrows(InvalidKeyException.class, () -> WrappedKey.of(gateway.certificate(), modelKey()));
        assertTrue(failure.getMessage().contains("RSA and EC"), failure::getMessage);
    }
}
