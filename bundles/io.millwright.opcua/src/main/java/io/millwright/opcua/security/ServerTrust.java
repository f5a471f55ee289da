package io.millwright.opcua.security;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.settings.TrustRule;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.Remedy;
import io.millwright.opcua.state.StateCode;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a server's certificate is accepted; fails closed. Trusted is a pinned certificate, or one that keystore or trust
 * folder hold, or one of an authority that they hold; {@link CertificateCheck} has the rules. A refused one goes on the rejected
 * list. Thread-safe: the library asks on its threads.
 */
public final class ServerTrust implements CertificateValidator {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    private final Settings settings;
    private final CertificateStores stores;

    /** Trusts what settings and stores say at the time of each question. */
    public ServerTrust(Settings settings, CertificateStores stores) {
        this.settings = settings;
        this.stores = stores;
    }

    /**
     * Asked by the library while it opens a channel, without names, and a session, with them.
     *
     * @param hostNames of the endpoint URL, may be null
     */
    @Override
    public void validateCertificateChain(List<X509Certificate> chain, String applicationUri, String[] hostNames)
            throws UaException {
        try {
            boolean named = applicationUri != null && hostNames != null && hostNames.length > 0;
            accept(chain, named ? new ServerNames(hostNames[0], applicationUri) : null);
        } catch (ConnectionTrouble e) {
            throw new UaException(StatusCodes.Bad_CertificateUntrusted, e.getMessage(), e);
        }
    }

    /**
     * Returns what is to be said about a server that is accepted.
     *
     * @param chain as the server announces it, its own certificate first
     * @param applicationUri that the server announces, may be null
     * @param host of the endpoint URL
     */
    public ServerCertificate check(List<X509Certificate> chain, String applicationUri, String host)
            throws ConnectionTrouble {
        ServerNames names = new ServerNames(host, applicationUri);
        return new ServerCertificate(chain, names, accept(chain, names));
    }

    /**
     * Returns the same server's certificate as it is to be judged now, while a session is open. What only ran out meanwhile does
     * not end it; the next one is refused.
     */
    public ServerCertificate checkAgain(ServerCertificate server) throws ConnectionTrouble {
        Set<TrustRule> waived = EnumSet.of(TrustRule.VALIDITY, TrustRule.REVOCATION_LIST);
        waived.addAll(settings.trust().waived());
        return new ServerCertificate(server.chain(), server.names(), accept(server.chain(), server.names(), waived));
    }

    private Verdict accept(List<X509Certificate> chain, ServerNames names) throws ConnectionTrouble {
        return accept(chain, names, settings.trust().waived());
    }

    private Verdict accept(List<X509Certificate> chain, ServerNames names, Set<TrustRule> waived)
            throws ConnectionTrouble {
        if (chain.isEmpty()) {
            throw new ConnectionTrouble(
                    StateCode.SERVER_UNTRUSTED,
                    "The server sent no certificate, so this gateway refuses it || give it one, or choose an endpoint"
                            + " without security.");
        }
        TrustLists lists = stores.lists(settings);
        Verdict verdict = new CertificateCheck(lists, waived, Instant.now()).judge(chain, names);
        RejectedList rejected = stores.folder().rejected();
        if (verdict.accepted()) {
            take(rejected, chain.get(0));
            return verdict;
        }
        String unread = lists.problemText();
        String text = verdict.refusal((unread.isEmpty() ? "" : " Not read: " + unread + ".") + Remedy.MARK);
        throw new ConnectionTrouble(StateCode.SERVER_UNTRUSTED, listed(rejected, chain.get(0), text));
    }

    private static void take(RejectedList rejected, X509Certificate certificate) {
        try {
            if (rejected != null) {
                rejected.remove(certificate);
            }
        } catch (IOException e) {
            // It stays on the list for review, although it is accepted; nothing depends on that.
            LOGGER.debug("A certificate could not be taken off the rejected list.", e);
        }
    }

    private String listed(RejectedList rejected, X509Certificate certificate, String text) {
        try {
            if (rejected != null) {
                stores.folder().prepare();
                boolean added = rejected.add(
                        certificate,
                        settings.pid(),
                        settings.endpointUrl(),
                        text.replace(Remedy.MARK, "\n"),
                        Instant.now());
                if (added) {
                    // The state's line in the log says the rest; the counter, that there are several.
                    LOGGER.debug(
                            "{}: the certificate SHA-256 {} waits on the rejected list of {}.",
                            settings.pid(),
                            CertificateText.sha256(certificate),
                            stores.folder());
                }
            }
            return text;
        } catch (IOException e) {
            int mark = text.indexOf(Remedy.MARK);
            return text.substring(0, mark) + " It could not be put on the rejected list (" + e.getMessage() + ")."
                    + text.substring(mark);
        }
    }

    /** Returns how many refused certificates wait for an operator, 0 where that cannot be told. */
    public int waiting() {
        RejectedList rejected = stores.folder().rejected();
        try {
            return rejected == null ? 0 : rejected.size();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns the thumbprint in lower-case hexadecimal. */
    public static String sha256(X509Certificate certificate) {
        return CertificateText.sha256(certificate);
    }
}
