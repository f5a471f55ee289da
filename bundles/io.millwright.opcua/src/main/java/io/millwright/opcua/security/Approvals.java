package io.millwright.opcua.security;

import io.millwright.opcua.settings.Settings;
import java.io.IOException;
import java.security.KeyStore;
import java.security.KeyStore.TrustedCertificateEntry;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.eclipse.kura.KuraException;

/** Puts a server's certificate where a connection finds what it trusts: into its keystore, or, without one, into the trust folder. */
public final class Approvals {
    private static final String ALIAS = "server-";
    private static final int SHORT = 16;

    private final Settings settings;
    private final CertificateStores stores;

    /** Approves for one connection, as it is configured now. */
    public Approvals(Settings settings, CertificateStores stores) {
        this.settings = settings;
        this.stores = stores;
    }

    /** Returns the thumbprint in lower-case hexadecimal. */
    public static String sha256(X509Certificate certificate) {
        return CertificateText.sha256(certificate);
    }

    /** Returns a certificate that the connection was shown and refused; empty where it is not on the list. */
    public Optional<X509Certificate> refused(String sha256) throws IOException {
        RejectedList rejected = stores.folder().rejected();
        return rejected == null ? Optional.empty() : rejected.find(sha256, settings.pid());
    }

    /**
     * Trusts exactly this certificate.
     *
     * @return where it is now, for people
     * @throws IOException neither of both takes it; the message says why
     */
    public String trust(X509Certificate certificate) throws IOException {
        try {
            return stores.keystore() == null
                    ? toFolder(certificate)
                    : toKeystore(new SharedKeystore(stores.keystore()), certificate);
        } catch (KuraException e) {
            throw new IOException(
                    "the keystore " + settings.keystoreTarget() + " does not take it (" + e.getMessage() + ")", e);
        }
    }

    private String toKeystore(SharedKeystore keystore, X509Certificate certificate) throws KuraException {
        String sha256 = CertificateText.sha256(certificate);
        String alias = ALIAS + sha256.substring(0, SHORT);
        KeyStore.Entry there = keystore.entry(alias);
        boolean another = there != null
                && !(there instanceof TrustedCertificateEntry held && certificate.equals(held.getTrustedCertificate()));
        String free = another ? ALIAS + sha256 : alias;
        keystore.put(free, new TrustedCertificateEntry(certificate));
        return "in the keystore " + settings.keystoreTarget() + " as '" + free + "'";
    }

    private String toFolder(X509Certificate certificate) throws IOException {
        return stores.folder()
                .trust(certificate)
                .map(file -> "in the trust folder as '" + file + "'")
                .orElseThrow(() -> new IOException("there is neither a keystore nor a trust folder"));
    }
}
