package io.millwright.opcua.security;

import java.security.KeyPair;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;

/** Our application certificate (OPC UA Part 6, 6.2.2) with its key. */
public record ApplicationIdentity(KeyPair keyPair, X509Certificate[] chain) {
    /** Returns the identity that an entry of a keystore holds. */
    static ApplicationIdentity of(PrivateKeyEntry entry) {
        X509Certificate[] chain = Arrays.stream(entry.getCertificateChain())
                .map(X509Certificate.class::cast)
                .toArray(X509Certificate[]::new);
        return new ApplicationIdentity(new KeyPair(chain[0].getPublicKey(), entry.getPrivateKey()), chain);
    }

    /** Returns our certificate itself, the first of the chain. */
    public X509Certificate certificate() {
        return chain[0];
    }

    PrivateKeyEntry entry() {
        return new PrivateKeyEntry(keyPair.getPrivate(), chain);
    }

    Instant ends() {
        return chain[0].getNotAfter().toInstant();
    }

    boolean validAt(Instant time) {
        return !chain[0].getNotBefore().toInstant().isAfter(time) && ends().isAfter(time);
    }

    /** Returns whether nobody else signed it, so that one like it can be made here. */
    boolean selfSigned() {
        return chain.length == 1 && chain[0].getSubjectX500Principal().equals(chain[0].getIssuerX500Principal());
    }
}
