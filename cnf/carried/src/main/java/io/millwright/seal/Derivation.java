package io.millwright.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869), for keys of up to 32 bytes. */
final class Derivation {
    static final int KEY_BYTES = 32;

    private static final String MAC = "HmacSHA256";

    private Derivation() {}

    /** Returns 32 bytes made of a secret, a salt and what they are for. */
    static byte[] key(byte[] secret, byte[] salt, byte[] purpose) throws GeneralSecurityException {
        byte[] extracted = mac(salt, secret);
        byte[] first = Arrays.copyOf(purpose, purpose.length + 1);
        first[purpose.length] = 1;
        byte[] key = mac(extracted, first);
        Arrays.fill(extracted, (byte) 0);
        return key;
    }

    private static byte[] mac(byte[] key, byte[] content) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(MAC);
        mac.init(new SecretKeySpec(key, MAC));
        return mac.doFinal(content);
    }
}
