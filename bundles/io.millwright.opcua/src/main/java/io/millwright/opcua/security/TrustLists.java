package io.millwright.opcua.security;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What certificates are judged by (OPC UA Part 12, 7.8.2.1).
 *
 * @param trusted certificates of servers, and of authorities of which every certificate is trusted
 * @param issuers certificates of authorities that complete chains, and are not trusted by themselves
 * @param revocations revocation lists of authorities
 * @param pinned SHA-256 thumbprints; where there are any, they decide alone
 * @param problems what could not be read, for people
 */
record TrustLists(
        Set<X509Certificate> trusted,
        Set<X509Certificate> issuers,
        List<X509CRL> revocations,
        Set<String> pinned,
        List<String> problems) {
    private static final int MOST_TOLD = 3;

    /** Makes lists that nobody changes any more. */
    TrustLists {
        trusted = Set.copyOf(trusted);
        issuers = Set.copyOf(issuers);
        revocations = List.copyOf(revocations);
        pinned = Set.copyOf(pinned);
        problems = List.copyOf(problems);
    }

    /** Returns these lists with one more certificate that is trusted. */
    TrustLists trusting(X509Certificate certificate) {
        Set<X509Certificate> more = new HashSet<>(trusted);
        more.add(certificate);
        return new TrustLists(more, issuers, revocations, pinned, problems);
    }

    /** Returns these lists with one certificate pinned, and no other. */
    TrustLists pinning(X509Certificate certificate) {
        return new TrustLists(trusted, issuers, revocations, Set.of(CertificateText.sha256(certificate)), problems);
    }

    /** Returns what could not be read as one clause, "" if all was. */
    String problemText() {
        List<String> told = new ArrayList<>(problems.subList(0, Math.min(MOST_TOLD, problems.size())));
        if (problems.size() > MOST_TOLD) {
            told.add("and " + (problems.size() - MOST_TOLD) + " more");
        }
        return String.join(", ", told);
    }
}
