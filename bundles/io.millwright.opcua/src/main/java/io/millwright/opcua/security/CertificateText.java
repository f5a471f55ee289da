package io.millwright.opcua.security;

import io.millwright.opcua.milo.ShownText;
import io.millwright.tag.CertificateFacts;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;

/** Certificates in words for people. */
final class CertificateText {
    private static final int MOST_SUBJECT = 160;
    private static final int MOST_ISSUER = 80;
    private static final int PEM_LINE = 64;

    private CertificateText() {}

    /** Returns the thumbprint in lower-case hexadecimal. */
    static String sha256(X509Certificate certificate) {
        return thumbprint("SHA-256", certificate);
    }

    private static String thumbprint(String algorithm, X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(encoded(certificate)));
        } catch (NoSuchAlgorithmException e) {
            // Every Java VM has both.
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            // What was decoded can be encoded.
            throw new IllegalStateException(e);
        }
    }

    /** Returns a certificate as people compare and carry it. */
    static CertificateFacts facts(X509Certificate certificate) {
        List<String> uris = SubjectNames.of(certificate).uris();
        return new CertificateFacts(
                sha256(certificate),
                thumbprint("SHA-1", certificate),
                ShownText.of(certificate.getSubjectX500Principal().getName()),
                ShownText.of(certificate.getIssuerX500Principal().getName()),
                ShownText.of(uris.isEmpty() ? "" : uris.get(0)),
                TimeUnit.MILLISECONDS.toMicros(certificate.getNotBefore().getTime()),
                TimeUnit.MILLISECONDS.toMicros(certificate.getNotAfter().getTime()),
                certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(encoded(certificate))
                        + "\n-----END CERTIFICATE-----\n");
    }

    /** Returns the subject, of a length that leaves room for what is told beside it. */
    static String subject(X509Certificate certificate) {
        return name(certificate.getSubjectX500Principal(), MOST_SUBJECT);
    }

    /** Returns the issuer's name, short. */
    static String issuer(X509Certificate certificate) {
        return name(certificate.getIssuerX500Principal(), MOST_ISSUER);
    }

    private static String name(X500Principal principal, int most) {
        String name = principal.getName();
        return name.length() <= most ? name : name.substring(0, most - 2) + " \u2026";
    }
}
