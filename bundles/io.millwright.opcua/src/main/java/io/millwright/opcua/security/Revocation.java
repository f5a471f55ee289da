package io.millwright.opcua.security;

import io.millwright.opcua.settings.TrustRule;
import java.security.GeneralSecurityException;
import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks a certificate up in the revocation lists of its issuer (RFC 5280, 5). Complete lists only: no delta, no part. */
final class Revocation {
    /** Bit of the key usage extension: may sign revocation lists. */
    private static final int CRL_SIGN = 6;

    private Revocation() {}

    /**
     * Returns what is wrong, if anything.
     *
     * @param whose "it", or which of its issuers
     */
    static Optional<Finding> of(
            String whose, X509Certificate certificate, X509Certificate issuer, List<X509CRL> lists, Instant now) {
        Date old = null;
        boolean current = false;
        for (X509CRL list : lists) {
            if (!isOf(issuer, list)) {
                continue;
            }
            X509CRLEntry entry = list.getRevokedCertificate(certificate);
            if (entry != null && entry.getRevocationReason() != CRLReason.REMOVE_FROM_CRL) {
                // A list that is out of date revoked it all the same.
                return Optional.of(revoked(whose, certificate, entry));
            }
            Date next = list.getNextUpdate();
            if (whole(list)
                    && !list.getThisUpdate().after(Date.from(now))
                    && (next == null || next.after(Date.from(now)))) {
                current = true;
            } else if (old == null || next != null && next.after(old)) {
                old = next;
            }
        }
        return current ? Optional.empty() : Optional.of(missing(certificate, old));
    }

    /** A list that is a part of another one says so in a critical extension. */
    private static boolean whole(X509CRL list) {
        Set<String> critical = list.getCriticalExtensionOIDs();
        return critical == null || critical.isEmpty();
    }

    private static boolean isOf(X509Certificate issuer, X509CRL list) {
        boolean[] usage = issuer.getKeyUsage();
        if (!issuer.getSubjectX500Principal().equals(list.getIssuerX500Principal())
                || usage != null && !usage[CRL_SIGN]) {
            return false;
        }
        try {
            list.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Finding revoked(String whose, X509Certificate certificate, X509CRLEntry entry) {
        String reason = entry.getRevocationReason() == null ? "" : ", reason " + entry.getRevocationReason();
        return Finding.of(
                TrustRule.REVOCATION,
                whose + " was revoked by '" + CertificateText.issuer(certificate) + "' on "
                        + entry.getRevocationDate().toInstant() + reason,
                "Find out why; give the server a new certificate.");
    }

    private static Finding missing(X509Certificate certificate, Date old) {
        String issuer = "'" + CertificateText.issuer(certificate) + "'";
        return Finding.of(
                TrustRule.REVOCATION_LIST,
                old == null
                        ? "there is no usable revocation list of its issuer " + issuer
                        : "the revocation list of its issuer " + issuer + " was to be renewed on " + old.toInstant(),
                "Put a current list into the folder crls of the trust folder, or into the keystore.");
    }
}
