package io.millwright.opcua.security;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;

/** Certificates in words for people. */
final class CertificateText {
    private static final int MOST_SUBJECT = 160;
    private static final int MOST_ISSUER = 80;

    private CertificateText() {}

    /** Returns the thumbprint in lower-case hexadecimal. */
    static String sha256(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            // Every Java VM has SHA-256, and what was decoded can be encoded.
            throw new IllegalStateException(e);
        }
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
