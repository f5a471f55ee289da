package io.millwright.opcua.security;

import io.millwright.opcua.settings.TrustRule;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges a server's certificate (OPC UA Part 4, 6.1.3): first whether it is trusted, then by each rule. Pure: lists, switches and
 * time come in, a verdict goes out. Every rule is looked at, so that an operator learns all that is wrong at once.
 */
final class CertificateCheck {
    private final TrustLists lists;
    private final Set<TrustRule> switchedOff;
    private final Instant now;

    CertificateCheck(TrustLists lists, Set<TrustRule> switchedOff, Instant now) {
        this.lists = lists;
        this.switchedOff = switchedOff;
        this.now = now;
    }

    /**
     * Judges a chain.
     *
     * @param chain as the server sent it, its own certificate first
     * @param names what the certificate has to say about the server, null where that is not asked
     */
    Verdict judge(List<X509Certificate> chain, ServerNames names) {
        Verdict first = null;
        for (CertificatePath path : CertificatePath.all(chain, lists)) {
            Verdict verdict = judge(path, names);
            if (verdict.accepted()) {
                return verdict;
            }
            first = first == null ? verdict : first;
        }
        return first;
    }

    private Verdict judge(CertificatePath path, ServerNames names) {
        List<Finding> findings = new ArrayList<>();
        trust(path).ifPresent(findings::add);
        for (int i = 0; i < path.certificates().size(); i++) {
            validity(path, i).ifPresent(findings::add);
        }
        if (names != null) {
            NameRules.hostName(path.leaf(), names).ifPresent(findings::add);
            NameRules.applicationUri(path.leaf(), names).ifPresent(findings::add);
        }
        KeyRules.usage(path.leaf()).ifPresent(findings::add);
        if (!path.complete()) {
            findings.add(incomplete(path));
        }
        for (int i = 0; i + 1 < path.certificates().size(); i++) {
            Revocation.of(
                            whose(path, i),
                            path.certificates().get(i),
                            path.certificates().get(i + 1),
                            lists.revocations(),
                            now)
                    .ifPresent(findings::add);
        }
        for (int i = 0; i < path.certificates().size(); i++) {
            boolean root =
                    i > 0 && path.complete() && i + 1 == path.certificates().size();
            // Nobody relies on the signature that a root made below itself.
            if (!root) {
                KeyRules.signature(whose(path, i), path.certificates().get(i)).ifPresent(findings::add);
            }
            KeyRules.length(whose(path, i), path.certificates().get(i)).ifPresent(findings::add);
        }
        if (lists.pinned().isEmpty()) {
            constraints(path).ifPresent(findings::add);
        }
        return verdict(path, findings);
    }

    private Verdict verdict(CertificatePath path, List<Finding> findings) {
        List<Finding> refusing = new ArrayList<>();
        List<Finding> waived = new ArrayList<>();
        for (Finding finding : findings) {
            (waives(finding.rule()) ? waived : refusing).add(finding);
        }
        return new Verdict(path, List.copyOf(refusing), List.copyOf(waived));
    }

    /** A pin names one certificate, so it stands for the rules; but not for a certificate whose key is known to others. */
    private boolean waives(TrustRule rule) {
        if (rule == null) {
            return false;
        }
        boolean noLists = rule == TrustRule.REVOCATION_LIST && switchedOff.contains(TrustRule.REVOCATION);
        return switchedOff.contains(rule) || noLists || !lists.pinned().isEmpty() && rule != TrustRule.REVOCATION;
    }

    private Optional<Finding> trust(CertificatePath path) {
        String sha256 = CertificateText.sha256(path.leaf());
        if (!lists.pinned().isEmpty()) {
            return lists.pinned().contains(sha256)
                    ? Optional.empty()
                    : Optional.of(Finding.trust(
                            "it is not pinned by Server certificate, SHA-256, '" + String.join(", ", lists.pinned())
                                    + "'",
                            "If the server was given a new certificate, enter its thumbprint."));
        }
        if (path.holdsOneOf(lists.trusted())) {
            return Optional.empty();
        }
        boolean own = path.leaf().getSubjectX500Principal().equals(path.leaf().getIssuerX500Principal());
        String who = own
                ? "it is unknown"
                : "neither it nor its issuer '" + CertificateText.issuer(path.leaf()) + "' is trusted";
        return Optional.of(Finding.trust(
                who,
                "Compare the thumbprint with the one that the server shows. If they are equal, enter it as Server"
                        + " certificate, SHA-256, add the certificate to the keystore, or move its file from rejected"
                        + " to trusted in the trust folder."));
    }

    private Optional<Finding> validity(CertificatePath path, int index) {
        X509Certificate certificate = path.certificates().get(index);
        Instant from = certificate.getNotBefore().toInstant();
        Instant to = certificate.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            return Optional.of(Finding.of(
                    TrustRule.VALIDITY,
                    whose(path, index) + " is valid only from " + from,
                    "Check the clocks of gateway and server."));
        }
        return now.isAfter(to)
                ? Optional.of(Finding.of(
                        TrustRule.VALIDITY,
                        whose(path, index) + " expired on " + to,
                        "Give the server a new certificate, or check the gateway's clock."))
                : Optional.empty();
    }

    private static Finding incomplete(CertificatePath path) {
        return Finding.of(
                TrustRule.CHAIN,
                "the certificate of '" + CertificateText.issuer(path.last()) + "', which issued "
                        + (path.certificates().size() == 1 ? "it" : "its issuer") + ", is not known as an authority's",
                "Put that certificate into the folder issuers of the trust folder.");
    }

    private static String whose(CertificatePath path, int index) {
        return index == 0
                ? "it"
                : "its issuer '" + CertificateText.subject(path.certificates().get(index)) + "'";
    }

    /** What the rules do not look at, such as constraints of names and critical extensions (RFC 5280, 6), the Java VM does. */
    private Optional<Finding> constraints(CertificatePath path) {
        int size = path.certificates().size();
        if (size == 1) {
            return Optional.empty();
        }
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.last(), null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(moment(path)));
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509")
                                    .generateCertPath(path.certificates().subList(0, size - 1)),
                            parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            // The validity period has a rule of its own.
            return e.getReason() == BasicReason.EXPIRED || e.getReason() == BasicReason.NOT_YET_VALID
                    ? Optional.empty()
                    : Optional.of(invalid(e));
        } catch (GeneralSecurityException e) {
            return Optional.of(invalid(e));
        }
    }

    private static Finding invalid(GeneralSecurityException failure) {
        return Finding.trust(
                "its chain is not valid (" + failure.getMessage() + ")",
                "Give the server a certificate of a sound chain.");
    }

    /** Returns a moment at which the path can be valid, so that a waived validity period hides nothing else. */
    private Instant moment(CertificatePath path) {
        Instant latest = Instant.MIN;
        Instant earliest = Instant.MAX;
        for (X509Certificate certificate : path.certificates()) {
            Instant from = certificate.getNotBefore().toInstant();
            Instant to = certificate.getNotAfter().toInstant();
            latest = from.isAfter(latest) ? from : latest;
            earliest = to.isBefore(earliest) ? to : earliest;
        }
        return now.isBefore(latest) || now.isAfter(earliest) ? latest : now;
    }
}
