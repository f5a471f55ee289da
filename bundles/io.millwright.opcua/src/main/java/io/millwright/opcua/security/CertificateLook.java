package io.millwright.opcua.security;

import io.millwright.form.Diagnosis;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.Remedy;
import io.millwright.tag.ServerOffer;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A look at a server's certificate by the same rules as {@link ServerTrust}, without consequences: nothing is listed, nothing is
 * accepted. It also says which ways there are to accept it.
 */
public final class CertificateLook {
    private CertificateLook() {}

    /**
     * Judges a certificate by what is trusted now.
     *
     * @param chain as the server announces it, its own certificate first
     * @param names what it has to say about the server; null where that is not known
     */
    public static ServerOffer.Certificate judge(
            List<X509Certificate> chain, ServerNames names, Settings settings, CertificateStores stores)
            throws ConnectionTrouble {
        TrustLists lists = stores.lists(settings);
        X509Certificate leaf = chain.get(0);
        Verdict verdict = verdict(lists, chain, names, settings);
        if (verdict.accepted()) {
            return new ServerOffer.Certificate(CertificateText.facts(leaf), true, false, false, "", "");
        }
        boolean pinnable = verdict(lists.pinning(leaf), chain, names, settings).accepted();
        boolean enough = verdict(lists.trusting(leaf), chain, names, settings).accepted();
        boolean authority = CertificatePath.mayIssue(leaf);
        Diagnosis refusal = Remedy.read(verdict.refusal(Remedy.MARK));
        return enough && authority
                ? new ServerOffer.Certificate(
                        CertificateText.facts(leaf),
                        false,
                        false,
                        pinnable,
                        refusal.what() + " It may sign certificates of others, which would be trusted with it.",
                        "Compare the thumbprint with the one that the server shows. If they are equal, enter it as Server"
                                + " certificate, SHA-256.")
                : new ServerOffer.Certificate(
                        CertificateText.facts(leaf), false, enough, pinnable, refusal.what(), refusal.remedy());
    }

    private static Verdict verdict(
            TrustLists lists, List<X509Certificate> chain, ServerNames names, Settings settings) {
        return new CertificateCheck(lists, settings.trust().waived(), Instant.now()).judge(chain, names);
    }
}
