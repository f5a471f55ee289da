package io.millwright.opcua.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.security.CertificateMaker.Made;
import io.millwright.opcua.settings.TrustRule;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** Every rule of OPC UA Part 4, 6.1.3, as a function of lists, switches and time: what breaks it, what waives it, what does not. */
class CertificateCheckTest {
    private static final ServerNames PLC = new ServerNames("127.0.0.1", CertificateMaker.PLC_URI);
    private static final Made ROOT = CertificateMaker.root("Plant Root");
    private static final Made SUB = new CertificateMaker()
            .subject("CN=Plant Sub")
            .key("sub")
            .authority()
            .issuer(ROOT)
            .make();

    private static CertificateMaker plc() {
        return new CertificateMaker();
    }

    private static TrustLists trusting(X509Certificate... certificates) {
        return new TrustLists(Set.of(certificates), Set.of(), List.of(), Set.of(), List.of());
    }

    private static TrustLists trusting(Set<X509Certificate> trusted, Set<X509Certificate> issuers, X509CRL... lists) {
        return new TrustLists(trusted, issuers, List.of(lists), Set.of(), List.of());
    }

    private static TrustLists pinning(Made made, X509CRL... lists) {
        return new TrustLists(Set.of(), Set.of(ROOT.certificate()), List.of(lists), Set.of(made.sha256()), List.of());
    }

    private static Verdict judge(TrustLists lists, Set<TrustRule> off, Made made, ServerNames names) {
        return new CertificateCheck(lists, off, Instant.now()).judge(List.of(made.chain()), names);
    }

    private static Verdict judge(TrustLists lists, Made made) {
        return judge(lists, Set.of(), made, PLC);
    }

    private static Set<String> rules(Verdict verdict) {
        return verdict.refusing().stream().map(Finding::name).collect(Collectors.toSet());
    }

    /** Refused by this rule alone, with a text that says what is wrong; and accepted with the rule switched off, which shows. */
    private static void assertRule(TrustRule rule, TrustLists lists, Made made, ServerNames names, String... words) {
        Verdict verdict = judge(lists, Set.of(), made, names);
        assertEquals(Set.of(rule.words()), rules(verdict));
        String text = verdict.refusal(" || ");
        assertTrue(
                text.startsWith("Server certificate SHA-256 " + made.sha256() + " is refused by this gateway, rule "
                        + rule.words() + ": "),
                text);
        for (String word : words) {
            assertTrue(text.contains(word), text);
        }
        assertTrue(text.contains("switch off '" + rule.label() + "'"), text);
        assertTrue(text.contains("CN=test PLC"), text);
        Verdict waived = judge(lists, EnumSet.of(rule), made, names);
        assertTrue(waived.accepted(), () -> rules(waived).toString());
        assertEquals(rule, waived.waived().get(0).rule());
        Verdict others = judge(lists, EnumSet.complementOf(EnumSet.of(rule)), made, names);
        // Without revocation nobody needs a list.
        assertEquals(rule == TrustRule.REVOCATION_LIST, others.accepted());
    }

    private static void assertRule(TrustRule rule, Made made, String... words) {
        assertRule(rule, trusting(made.certificate()), made, PLC, words);
    }

    @Test
    void aSoundTrustedCertificateIsAccepted() {
        Made made = plc().make();
        Verdict verdict = judge(trusting(made.certificate()), made);
        assertTrue(verdict.accepted());
        assertEquals(List.of(), verdict.waived());
    }

    @Test
    void anUnknownCertificateIsRefusedWhateverIsSwitchedOff() {
        Verdict verdict = judge(trusting(), EnumSet.allOf(TrustRule.class), plc().make(), PLC);
        assertEquals(Set.of("trust"), rules(verdict));
    }

    @Test
    void aCertificateThatCopiesTheNamesOfATrustedOneIsRefused() {
        Made genuine = plc().make();
        Made rogue = plc().key("rogue").make();
        assertEquals(Set.of("trust"), rules(judge(trusting(genuine.certificate()), rogue)));
    }

    @Test
    void anIssuerOfTheRightNameAndAnotherKeySignsNothing() {
        Made forgedRoot = new CertificateMaker()
                .subject("CN=Plant Root")
                .key("forger")
                .authority()
                .make();
        Made rogue = plc().key("rogue").issuer(forgedRoot).make();
        Set<String> rules = rules(judge(trusting(Set.of(ROOT.certificate()), Set.of(), ROOT.revokes()), rogue));
        assertTrue(rules.contains("trust"), rules.toString());
    }

    @Test
    void aCertificateThatMayNotIssueIssuesNothing() {
        Made device = plc().subject("CN=some device").key("device").issuer(ROOT).make();
        Made forged = plc().key("rogue").issuer(device).make();
        Set<String> rules = rules(judge(trusting(Set.of(ROOT.certificate()), Set.of(), ROOT.revokes()), forged));
        assertTrue(rules.contains("trust"), rules.toString());
    }

    @Test
    void everyCertificateOfATrustedAuthorityIsAccepted() {
        Made made = plc().issuer(SUB).make();
        TrustLists lists = trusting(Set.of(ROOT.certificate()), Set.of(), ROOT.revokes(), SUB.revokes());
        Verdict verdict = judge(lists, made);
        assertTrue(verdict.accepted(), () -> verdict.refusal(" || "));
        assertEquals(3, verdict.path().certificates().size());
    }

    @Test
    void anAuthorityThatOnlyCompletesChainsMakesNothingTrusted() {
        Made made = plc().issuer(ROOT).make();
        Verdict verdict = judge(trusting(Set.of(), Set.of(ROOT.certificate()), ROOT.revokes()), made);
        assertEquals(Set.of("trust"), rules(verdict));
        assertTrue(verdict.refusal(" || ").contains("nor its issuer 'CN=Plant Root' is trusted"));
        assertTrue(judge(trusting(Set.of(made.certificate()), Set.of(ROOT.certificate()), ROOT.revokes()), made)
                .accepted());
    }

    @Test
    void anAuthorityThatWasRenewedWithItsKeyIsFoundWhicheverCertificateIsStillValid() {
        Made before = new CertificateMaker()
                .subject("CN=Plant Root")
                .key("Plant Root")
                .authority()
                .valid(Duration.ofDays(-900), Duration.ofDays(-1))
                .make();
        Made made = plc().issuer(ROOT).make();
        TrustLists lists = trusting(Set.of(before.certificate(), ROOT.certificate()), Set.of(), ROOT.revokes());
        assertTrue(judge(lists, made).accepted());
    }

    @Test
    void expired() {
        assertRule(
                TrustRule.VALIDITY,
                plc().valid(Duration.ofDays(-30), Duration.ofDays(-1)).make(),
                "it expired on ");
    }

    @Test
    void notYetValid() {
        assertRule(
                TrustRule.VALIDITY,
                plc().valid(Duration.ofDays(1), Duration.ofDays(30)).make(),
                "it is valid only from ",
                "Check the clocks");
    }

    @Test
    void anExpiredIssuerIsNamed() {
        Made old = new CertificateMaker()
                .subject("CN=Old Root")
                .key("old")
                .authority()
                .valid(Duration.ofDays(-900), Duration.ofDays(-1))
                .make();
        Made made = plc().issuer(old).make();
        assertRule(
                TrustRule.VALIDITY,
                trusting(Set.of(old.certificate()), Set.of(), old.revokes()),
                made,
                PLC,
                "its issuer 'CN=Old Root' expired on ");
    }

    @Test
    void wrongHost() {
        Made made = plc().dns("plc7").make();
        assertRule(
                TrustRule.HOST_NAME,
                trusting(made.certificate()),
                made,
                PLC,
                "it is for 'plc7', not for the host '127.0.0.1'");
    }

    @Test
    void hostsAreComparedAsHostsNotAsText() {
        Made made = plc().dns("PLC7.plant")
                .ip("192.168.0.10")
                .ip("fe80:0:0:0:0:0:0:1")
                .make();
        TrustLists lists = trusting(made.certificate());
        for (String host : List.of("plc7.PLANT", "192.168.0.10", "[fe80::1]", "fe80::1%eth0")) {
            assertTrue(
                    judge(lists, Set.of(), made, new ServerNames(host, CertificateMaker.PLC_URI))
                            .accepted(),
                    host);
        }
        assertEquals(
                Set.of("host name"),
                rules(judge(lists, Set.of(), made, new ServerNames("plc7", CertificateMaker.PLC_URI))));
    }

    @Test
    void wrongUri() {
        Made made = plc().uri("urn:somebody:else").make();
        assertRule(
                TrustRule.APPLICATION_URI,
                made,
                "it is for 'urn:somebody:else', and the server says that it is '" + CertificateMaker.PLC_URI + "'");
    }

    @Test
    void aServerThatSaysNoUriIsRefused() {
        Made made = plc().make();
        assertRule(
                TrustRule.APPLICATION_URI,
                trusting(made.certificate()),
                made,
                new ServerNames("127.0.0.1", null),
                "''");
    }

    @Test
    void wrongKeyUsage() {
        assertRule(
                TrustRule.KEY_USAGE,
                plc().usage(KeyUsage.digitalSignature).make(),
                "it is not made for nonRepudiation, keyEncipherment, dataEncipherment");
        assertRule(
                TrustRule.KEY_USAGE,
                plc().purpose(KeyPurposeId.id_kp_clientAuth).make(),
                "it is not made for serverAuth");
        assertRule(TrustRule.KEY_USAGE, plc().usage(0).make(), "digitalSignature");
    }

    @Test
    void incompleteChain() {
        Made made = plc().issuer(SUB).make();
        Made alone = new Made(made.keys(), made.certificate(), List.of());
        assertRule(
                TrustRule.CHAIN,
                trusting(made.certificate()),
                alone,
                PLC,
                "the certificate of 'CN=Plant Sub', which issued it, is not known");
    }

    @Test
    void revoked() {
        Made made = plc().issuer(ROOT).make();
        TrustLists lists = trusting(Set.of(ROOT.certificate()), Set.of(), ROOT.revokes(made.certificate()));
        Verdict verdict = judge(lists, made);
        assertEquals(Set.of("revocation"), rules(verdict));
        assertTrue(verdict.refusal(" || ").contains("it was revoked by 'CN=Plant Root' on "));
        assertTrue(judge(lists, EnumSet.of(TrustRule.REVOCATION), made, PLC).accepted());
    }

    @Test
    void aRevokedIssuerIsNamed() {
        Made made = plc().issuer(SUB).make();
        Verdict verdict = judge(
                trusting(Set.of(ROOT.certificate()), Set.of(), ROOT.revokes(SUB.certificate()), SUB.revokes()), made);
        assertEquals(Set.of("revocation"), rules(verdict));
        assertTrue(verdict.refusal(" || ").contains("its issuer 'CN=Plant Sub' was revoked by 'CN=Plant Root'"));
    }

    @Test
    void aListThatIsOutOfDateStillRevokes() {
        Made made = plc().issuer(ROOT).make();
        X509CRL old = ROOT.revokes(
                Instant.now().minus(Duration.ofDays(9)), Instant.now().minus(Duration.ofDays(2)), made.certificate());
        assertEquals(Set.of("revocation"), rules(judge(trusting(Set.of(ROOT.certificate()), Set.of(), old), made)));
    }

    @Test
    void noRevocationList() {
        Made made = plc().issuer(ROOT).make();
        assertRule(
                TrustRule.REVOCATION_LIST,
                trusting(Set.of(ROOT.certificate()), Set.of()),
                made,
                PLC,
                "there is no usable revocation list of its issuer 'CN=Plant Root'");
    }

    @Test
    void aRevocationListThatIsOutOfDateIsNone() {
        Made made = plc().issuer(ROOT).make();
        X509CRL old = ROOT.revokes(
                Instant.now().minus(Duration.ofDays(9)), Instant.now().minus(Duration.ofDays(2)));
        assertRule(
                TrustRule.REVOCATION_LIST,
                trusting(Set.of(ROOT.certificate()), Set.of(), old),
                made,
                PLC,
                "the revocation list of its issuer 'CN=Plant Root' was to be renewed on ");
    }

    @Test
    void aRevocationListOfAStrangerWithTheRightNameIsNone() {
        Made stranger = new CertificateMaker()
                .subject("CN=Plant Root")
                .key("forger")
                .authority()
                .make();
        Made made = plc().issuer(ROOT).make();
        assertEquals(
                Set.of("revocation list"),
                rules(judge(trusting(Set.of(ROOT.certificate()), Set.of(), stranger.revokes()), made)));
    }

    @Test
    void sha1() {
        assertRule(TrustRule.SIGNATURE, plc().algorithm("SHA1withRSA").make(), "it is signed with SHA1withRSA");
    }

    @Test
    void aPssSignatureIsJudgedByItsHash() {
        assertTrue(judgeTrusted(plc().algorithm("SHA256withRSAandMGF1").make()).accepted());
        assertEquals(
                Set.of("signature algorithm"),
                rules(judgeTrusted(plc().algorithm("SHA1withRSAandMGF1").make())));
    }

    private static Verdict judgeTrusted(Made made) {
        return judge(trusting(made.certificate()), made);
    }

    @Test
    void aKeyOf1024Bits() {
        assertRule(TrustRule.KEY_LENGTH, plc().keyBits(1_024).make(), "it has an RSA key of 1024 bits");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        Made made = plc().valid(Duration.ofDays(-30), Duration.ofDays(-1))
                .dns("plc7")
                .keyBits(1_024)
                .make();
        String text = judge(trusting(made.certificate()), made).refusal(" || ");
        assertTrue(text.contains("rule validity period: "), text);
        assertTrue(text.contains("Also broken: host name, key length."), text);
    }

    @Test
    void aPinnedCertificateStandsForTheRulesWhichStillShow() {
        Made made = plc().valid(Duration.ofDays(-30), Duration.ofDays(-1))
                .dns("plc7")
                .make();
        Verdict verdict = judge(pinning(made), made);
        assertTrue(verdict.accepted());
        assertEquals(
                List.of(TrustRule.VALIDITY, TrustRule.HOST_NAME),
                verdict.waived().stream().map(Finding::rule).toList());
    }

    @Test
    void aPinStandsForNoRevokedCertificate() {
        Made made = plc().issuer(ROOT).make();
        assertTrue(judge(pinning(made, ROOT.revokes()), made).accepted());
        assertEquals(Set.of("revocation"), rules(judge(pinning(made, ROOT.revokes(made.certificate())), made)));
    }

    @Test
    void whereOneIsPinnedNothingElseIsTrusted() {
        Made pinned = plc().key("other").make();
        Made made = plc().make();
        TrustLists lists =
                new TrustLists(Set.of(made.certificate()), Set.of(), List.of(), Set.of(pinned.sha256()), List.of());
        assertEquals(Set.of("trust"), rules(judge(lists, made)));
    }

    @Test
    void withoutNamesOnlyTheNamesAreNotAsked() {
        Made made = plc().dns("plc7")
                .valid(Duration.ofDays(-30), Duration.ofDays(-1))
                .make();
        assertEquals(Set.of("validity period"), rules(judge(trusting(made.certificate()), Set.of(), made, null)));
    }
}
