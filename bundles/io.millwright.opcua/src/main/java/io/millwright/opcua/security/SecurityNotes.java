package io.millwright.opcua.security;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.settings.TrustRule;
import io.millwright.opcua.settings.TrustSettings;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an operator has to know about the security of a session that is open all the same.
 *
 * @param waived what is not checked by choice, or wrong and accepted by choice
 * @param ending certificates that end within 60 days, with what to do
 */
public record SecurityNotes(List<String> waived, List<Ending> ending) {
    /**
     * A certificate that ends.
     *
     * @param text a sentence
     * @param remedy a sentence
     */
    public record Ending(String text, String remedy) {}

    /** There is nothing to say. */
    public static final SecurityNotes NONE = new SecurityNotes(List.of(), List.of());

    /**
     * Returns the notes on a session.
     *
     * @param server null where its certificate was not asked for
     * @param used our certificate; null without security
     * @param waiting the successor of it that the server does not trust yet, or null
     * @param user the certificate that logs in, or null
     */
    public static SecurityNotes of(
            Settings settings,
            ServerCertificate server,
            ApplicationIdentity used,
            ApplicationIdentity waiting,
            X509Certificate user) {
        List<String> waived = new ArrayList<>();
        if (TrustSettings.deprecated(settings.policy().name())) {
            waived.add("Security policy '" + settings.policy() + "' is deprecated (SHA-1).");
        }
        List<Ending> ending = new ArrayList<>();
        Instant limit = Instant.now().plus(OwnCertificates.AHEAD);
        if (server != null) {
            switchedOff(settings, waived);
            server.verdict().waived().forEach(finding -> waived.add(accepted(settings, finding)));
            for (X509Certificate certificate : server.verdict().path().certificates()) {
                if (ends(certificate, limit)) {
                    boolean leaf = certificate == server.verdict().path().leaf();
                    ending.add(new Ending(
                            (leaf ? "The server's certificate" : "Its issuer's certificate") + ", subject '"
                                    + CertificateText.subject(certificate) + "', ends on "
                                    + certificate.getNotAfter().toInstant() + ".",
                            "Renew the server's certificate in time."));
                }
            }
        }
        if (used != null && ends(used.certificate(), limit)) {
            ending.add(new Ending(
                    "Our application certificate ends on "
                            + used.certificate().getNotAfter().toInstant() + ".",
                    waiting == null
                            ? "Put its successor into the keystore under '" + settings.keystoreAlias()
                                    + OwnCertificates.SUCCESSOR + "'."
                            : "Let the server trust its successor, SHA-256 "
                                    + CertificateText.sha256(waiting.certificate())
                                    + ", which the next connection tries first."));
        }
        if (user != null && ends(user, limit)) {
            ending.add(new Ending(
                    UserIdentity.text(settings) + " ends on "
                            + user.getNotAfter().toInstant() + ".",
                    "Put another one under its alias in time."));
        }
        return new SecurityNotes(List.copyOf(waived), List.copyOf(ending));
    }

    private static void switchedOff(Settings settings, List<String> waived) {
        if (!settings.trust().waived().isEmpty()) {
            waived.add("Not checked by choice: "
                    + settings.trust().waived().stream()
                            .sorted()
                            .map(TrustRule::words)
                            .collect(Collectors.joining(", "))
                    + ".");
        }
    }

    private static String accepted(Settings settings, Finding finding) {
        boolean chosen = !settings.trust().pinned().isEmpty()
                || settings.trust().waived().contains(finding.rule())
                || settings.trust().waived().contains(TrustRule.REVOCATION);
        return (chosen ? "Accepted by choice" : "Broken since the session was opened, so the next one will be refused")
                + ", rule " + finding.name() + " of the server's certificate: " + finding.text() + ".";
    }

    private static boolean ends(X509Certificate certificate, Instant limit) {
        return certificate.getNotAfter().toInstant().isBefore(limit);
    }

    /** Returns what is waived as sentences with a blank before, "" if nothing is. */
    public String waivedText() {
        return sentences(waived.stream());
    }

    /** Returns all of it as sentences with a blank before, "" if there is nothing to say. */
    public String text() {
        return waivedText() + sentences(ending.stream().map(one -> one.text() + " " + one.remedy()));
    }

    private static String sentences(Stream<String> notes) {
        return notes.map(note -> " " + note).collect(Collectors.joining());
    }
}
