package io.millwright.tag;

import java.util.Locale;

/**
 * A certificate, for people who compare and carry it. Its texts come from whoever made it: show them as text. Immutable.
 *
 * @param sha256 thumbprint in 64 lower-case hexadecimal digits, by which it is named everywhere
 * @param sha1 thumbprint in 40 lower-case hexadecimal digits: the one that many servers show. Only to find it there
 * @param subject as in RFC 2253; 200 characters at most
 * @param issuer as in RFC 2253; 200 characters at most
 * @param applicationUri in it, "" for none; 200 characters at most
 * @param fromMicros valid from, microseconds since 1970-01-01 UTC
 * @param toMicros valid to, microseconds since 1970-01-01 UTC
 * @param selfSigned whether nobody else vouches for it
 * @param pem the certificate itself, as PLCs import it
 */
public record CertificateFacts(
        String sha256,
        String sha1,
        String subject,
        String issuer,
        String applicationUri,
        long fromMicros,
        long toMicros,
        boolean selfSigned,
        String pem) {
    private static final int COMPARED = 20;
    private static final int GROUP = 4;

    /**
     * Returns the number that two people compare, one at each side: the first 20 digits of the SHA-256 thumbprint, in groups of four.
     * So many (80 bits) nobody can meet with another certificate.
     */
    public String number() {
        StringBuilder number = new StringBuilder();
        for (int at = 0; at < COMPARED; at += GROUP) {
            number.append(at == 0 ? "" : " ").append(sha256, at, at + GROUP);
        }
        return number.toString().toUpperCase(Locale.ROOT);
    }
}
