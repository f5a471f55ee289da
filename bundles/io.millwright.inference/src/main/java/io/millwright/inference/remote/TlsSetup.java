package io.millwright.inference.remote;

import io.millwright.form.Diagnosis;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;

/** Whom we trust and what we show. Host names are always checked, by the JDK's client. */
final class TlsSetup {
    /** TLS cannot be set up. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Diagnosis why;

        Unusable(String what, String remedy) {
            super(what, null, false, false);
            why = new Diagnosis(what, remedy);
        }

        Diagnosis why() {
            return why;
        }
    }

    private TlsSetup() {}

    /**
     * Returns a context as the keystore is now.
     *
     * @param keystore null for what the Java runtime trusts
     * @param clientAlias of the key pair that we show, empty for none
     */
    static SSLContext of(KeystoreService keystore, String clientAlias) throws Unusable {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            if (keystore == null) {
                context.init(null, null, null);
                return context;
            }
            Map<String, KeyStore.Entry> entries = keystore.getEntries();
            KeyManager[] shown = clientAlias.isEmpty() ? null : new KeyManager[] {key(keystore, clientAlias)};
            context.init(shown, trusted(entries), null);
            return context;
        } catch (KuraException | GeneralSecurityException | IOException e) {
            throw new Unusable(
                    "the keystore cannot be used: " + RemoteFailure.shortened(String.valueOf(e.getMessage())),
                    "look at its path, password and entries");
        }
    }

    private static KeyManager key(KeystoreService keystore, String alias) throws KuraException, Unusable {
        ClientKey key = ClientKey.of(alias, keystore.getEntry(alias));
        if (key == null) {
            throw new Unusable(
                    "Client certificate is '" + RemoteFailure.shortened(alias)
                            + "', and the keystore has no key pair of that alias",
                    "enter the alias of a key pair, or create it in the keystore");
        }
        return key;
    }

    private static TrustManager[] trusted(Map<String, KeyStore.Entry> entries)
            throws GeneralSecurityException, IOException, Unusable {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        for (Map.Entry<String, KeyStore.Entry> entry : entries.entrySet()) {
            if (entry.getValue() instanceof KeyStore.TrustedCertificateEntry trusted) {
                anchors.setCertificateEntry(entry.getKey(), trusted.getTrustedCertificate());
            }
        }
        if (anchors.size() == 0) {
            throw new Unusable(
                    "the keystore has no trusted certificate, so no server could be trusted",
                    "add the certificate of the server, or of the authority that issued it");
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        return factory.getTrustManagers();
    }
}
