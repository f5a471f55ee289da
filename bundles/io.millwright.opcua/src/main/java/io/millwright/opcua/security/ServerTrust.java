package io.millwright.opcua.security;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StateCode;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;

/**
 * Decides whether a server's certificate is trusted (OPC UA Part 4, 6.1.3); fails closed. Trusted is exactly the pinned
 * certificate, or one that the keystore holds as a trusted certificate, which must then be in its validity period and carry
 * the server's application URI. A pin names one certificate, so it stands for these checks.
 */
public final class ServerTrust implements CertificateValidator {
    private static final int MOST_SUBJECT = 160;

    private final Settings settings;
    private final KeystoreService keystore;

    /** Trusts the pinned certificate, or what the keystore trusts, which may be null. */
    public ServerTrust(Settings settings, KeystoreService keystore) {
        this.settings = settings;
        this.keystore = keystore;
    }

    @Override
    public void validateCertificateChain(List<X509Certificate> chain, String applicationUri, String[] hostNames)
            throws UaException {
        try {
            check(chain, applicationUri);
        } catch (ConnectionTrouble e) {
            throw new UaException(StatusCodes.Bad_CertificateUntrusted, e.getMessage(), e);
        }
    }

    /** Returns if the first certificate of the chain is trusted. */
    public void check(List<X509Certificate> chain, String applicationUri) throws ConnectionTrouble {
        if (chain.isEmpty()) {
            throw new ConnectionTrouble(
                    StateCode.SERVER_UNTRUSTED,
                    "The server sent no certificate || give it one, or choose an endpoint without security.");
        }
        X509Certificate certificate = chain.get(0);
        String sha256 = sha256(certificate);
        if (!settings.serverSha256().isEmpty()) {
            if (!settings.serverSha256().equals(sha256)) {
                throw untrusted(
                        certificate,
                        "it is not the one pinned by Server certificate, SHA-256 '" + settings.serverSha256() + "'",
                        "If the server was given a new certificate, enter its thumbprint.");
            }
            return;
        }
        if (!known(certificate)) {
            throw untrusted(
                    certificate,
                    "it is unknown",
                    "Compare the thumbprint with the one that the server shows; if they are equal, enter it as"
                            + " Server certificate, SHA-256, or add the certificate to the keystore "
                            + settings.keystoreTarget() + ".");
        }
        checkContent(certificate, applicationUri);
    }

    private void checkContent(X509Certificate certificate, String applicationUri) throws ConnectionTrouble {
        String remedy = "Give the server a new certificate, or pin this one by Server certificate, SHA-256.";
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw untrusted(
                    certificate, "it expired on " + certificate.getNotAfter().toInstant(), remedy);
        } catch (CertificateNotYetValidException e) {
            throw untrusted(
                    certificate,
                    "it is valid only from " + certificate.getNotBefore().toInstant(),
                    "Check the clocks of gateway and server.");
        }
        if (applicationUri != null
                && !applicationUri.equals(CertificateUtil.getSanUri(certificate).orElse(null))) {
            throw untrusted(
                    certificate,
                    "its application URI '"
                            + CertificateUtil.getSanUri(certificate).orElse("") + "' is not the server's '"
                            + applicationUri + "'",
                    remedy);
        }
    }

    private boolean known(X509Certificate certificate) throws ConnectionTrouble {
        if (keystore == null) {
            return false;
        }
        try {
            for (KeyStore.Entry entry : keystore.getEntries().values()) {
                if (entry instanceof KeyStore.TrustedCertificateEntry trusted
                        && certificate.equals(trusted.getTrustedCertificate())) {
                    return true;
                }
            }
            return false;
        } catch (KuraException e) {
            throw new ConnectionTrouble(
                    StateCode.KEYSTORE_ERROR,
                    "The keystore " + settings.keystoreTarget() + " cannot be read (" + e.getMessage()
                            + ") || check its configuration.",
                    e);
        }
    }

    private static ConnectionTrouble untrusted(X509Certificate certificate, String why, String remedy)
            throws ConnectionTrouble {
        return new ConnectionTrouble(
                StateCode.SERVER_UNTRUSTED,
                // The thumbprint first: where the form's head is too short the end is cut, and this is to be copied
                // from it.
                "Server certificate SHA-256 " + sha256(certificate) + " is refused: " + why + ". Subject '"
                        + subject(certificate) + "'. || " + remedy);
    }

    /** Returns what is told when the server does not trust our certificate. */
    public static ConnectionTrouble oursRefused(X509Certificate ours, Exception failure) throws ConnectionTrouble {
        return new ConnectionTrouble(
                StateCode.CERTIFICATE_REFUSED,
                "The server refuses the secure channel (" + failure.getMessage()
                        + ") || let it trust our certificate: SHA-256 " + sha256(ours) + ", subject '" + subject(ours)
                        + "'.",
                failure);
    }

    /** Returns the subject for people, of a length that leaves room for what is told beside it. */
    private static String subject(X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName();
        return name.length() <= MOST_SUBJECT ? name : name.substring(0, MOST_SUBJECT - 2) + " \u2026";
    }

    /** Returns the thumbprint in lower-case hexadecimal. */
    public static String sha256(X509Certificate certificate) throws ConnectionTrouble {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new ConnectionTrouble(
                    StateCode.SERVER_UNTRUSTED, "The server's certificate cannot be read: " + e.getMessage(), e);
        }
    }
}
