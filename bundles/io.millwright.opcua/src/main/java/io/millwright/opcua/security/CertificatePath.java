package io.millwright.opcua.security;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A chain of certificates, each signed by the next one, built from what the server sent and what is known here. Names alone are
 * nothing: every signature is verified.
 *
 * @param certificates the server's first
 * @param complete whether the last one signed itself
 */
record CertificatePath(List<X509Certificate> certificates, boolean complete) {
    /** Chains of plants have two to four. */
    private static final int LONGEST = 8;

    /** Of what a server sends, which may be anything. */
    private static final int MOST_SENT = 16;

    private static final int MOST_VERIFICATIONS = 200;
    private static final int MOST_PATHS = 32;

    /** Bit of the key usage extension: may sign certificates. */
    private static final int KEY_CERT_SIGN = 5;

    /**
     * Returns every path, one at least: an authority that was renewed with its key has two certificates. Those that hold a trusted
     * certificate come first, then those that are complete.
     */
    static List<CertificatePath> all(List<X509Certificate> sent, TrustLists lists) {
        Set<X509Certificate> known = new LinkedHashSet<>(lists.trusted());
        known.addAll(lists.issuers());
        known.addAll(sent.subList(1, Math.min(sent.size(), MOST_SENT)));
        Search search = new Search(known);
        search.extend(new ArrayList<>(List.of(sent.get(0))));
        search.found.sort(Comparator.<CertificatePath, Boolean>comparing(path -> !path.holdsOneOf(lists.trusted()))
                .thenComparing(path -> !path.complete())
                .thenComparing(path -> -path.certificates().size()));
        return search.found;
    }

    /** Returns whether one of these is in it. */
    boolean holdsOneOf(Collection<X509Certificate> some) {
        return certificates.stream().anyMatch(some::contains);
    }

    /** Returns the server's own certificate. */
    X509Certificate leaf() {
        return certificates.get(0);
    }

    /** Returns the last certificate. */
    X509Certificate last() {
        return certificates.get(certificates.size() - 1);
    }

    private static final class Search {
        private final Collection<X509Certificate> known;
        private final List<CertificatePath> found = new ArrayList<>();
        private int verifications;

        Search(Collection<X509Certificate> known) {
            this.known = known;
        }

        void extend(List<X509Certificate> path) {
            X509Certificate last = path.get(path.size() - 1);
            if (signs(last, last)) {
                offer(path, true);
                return;
            }
            boolean extended = false;
            for (X509Certificate issuer : known) {
                if (path.size() < LONGEST
                        && !path.contains(issuer)
                        && mayIssue(issuer, path.size() - 1)
                        && signs(issuer, last)) {
                    extended = true;
                    path.add(issuer);
                    extend(path);
                    path.remove(path.size() - 1);
                }
            }
            if (!extended) {
                offer(path, false);
            }
        }

        private void offer(List<X509Certificate> path, boolean complete) {
            if (found.size() < MOST_PATHS) {
                found.add(new CertificatePath(List.copyOf(path), complete));
            }
        }

        private boolean signs(X509Certificate issuer, X509Certificate certificate) {
            if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                    || ++verifications > MOST_VERIFICATIONS) {
                return false;
            }
            return verifies(certificate, issuer.getPublicKey());
        }
    }

    /** Returns whether a certificate vouches for others where it is trusted. */
    static boolean mayIssue(X509Certificate certificate) {
        return mayIssue(certificate, 0);
    }

    private static boolean verifies(X509Certificate certificate, PublicKey key) {
        try {
            certificate.verify(key);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** @param between how many authorities stand between this one and the server's certificate */
    private static boolean mayIssue(X509Certificate issuer, int between) {
        boolean[] usage = issuer.getKeyUsage();
        return issuer.getBasicConstraints() >= between && (usage == null || usage[KEY_CERT_SIGN]);
    }
}
