package io.millwright.opcua.look;

import io.millwright.opcua.look.ConnectionLook.Looked;
import io.millwright.opcua.security.Approvals;
import io.millwright.opcua.security.CertificateLook;
import io.millwright.opcua.security.CertificateStores;
import io.millwright.opcua.session.Discovery;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowseException.Reason;
import io.millwright.tag.ServerOffer;
import io.millwright.tag.TagBrowser.Approval;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One approval of a server's certificate: it counts for the certificate that the person saw, and only if that is still shown. */
final class ServerApproval {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    private final Looked connection;
    private final Settings settings;
    private final CertificateStores stores;
    private final long millis;
    private final Set<String> shown = new TreeSet<>();
    private BrowseException unanswered;

    ServerApproval(Looked connection, long millis) {
        this.connection = connection;
        this.settings = connection.settings();
        this.stores = connection.stores();
        this.millis = millis;
    }

    /** A certificate that is to be trusted, and what is thought of it now. */
    private record Seen(X509Certificate certificate, ServerOffer.Certificate judged) {}

    Approval of(String sha256, String who) throws BrowseException, InterruptedException {
        try {
            Seen seen = seen(sha256);
            if (seen.judged().trusted()) {
                return new Approval(seen.judged().facts(), false, "It is trusted already.");
            }
            if (!seen.judged().approvable()) {
                throw new BrowseException(
                        Reason.NOT_ALLOWED, seen.judged().text(), seen.judged().remedy());
            }
            String where = new Approvals(settings, stores).trust(seen.certificate());
            LOGGER.info(
                    "{}: '{}' trusts the server's certificate SHA-256 {}, subject '{}': it is now {}.",
                    settings.pid(),
                    who,
                    sha256,
                    seen.judged().facts().subject(),
                    where);
            connection.trustChanged();
            return new Approval(seen.judged().facts(), true, "It is now " + where + ".");
        } catch (ConnectionTrouble e) {
            throw Trouble.of(e);
        } catch (IOException e) {
            throw new BrowseException(
                    Reason.NOT_STORED,
                    "The certificate " + sha256 + " is not trusted: " + e.getMessage() + ".",
                    "Check the keystore's configuration and the disk, or enter the thumbprint as Server certificate,"
                            + " SHA-256.",
                    e);
        }
    }

    private Seen seen(String sha256) throws BrowseException, ConnectionTrouble, IOException, InterruptedException {
        List<String> urls = new ArrayList<>(List.of(settings.endpointUrl()));
        if (!settings.server().secondUrl().isEmpty()) {
            urls.add(settings.server().secondUrl());
        }
        for (String url : urls) {
            Optional<Seen> now = shownAt(url, millis / urls.size(), sha256);
            if (now.isPresent()) {
                return now.get();
            }
        }
        Optional<X509Certificate> before =
                unanswered == null ? Optional.empty() : new Approvals(settings, stores).refused(sha256);
        if (before.isPresent()) {
            return new Seen(before.get(), CertificateLook.judge(List.of(before.get()), null, settings, stores));
        }
        if (shown.isEmpty() && unanswered != null) {
            throw unanswered;
        }
        throw new BrowseException(
                Reason.CHANGED,
                "The server does not show the certificate " + sha256 + " now, but "
                        + (shown.isEmpty() ? "none" : String.join(", ", shown)) + ". Nothing was changed.",
                "Find out who answers there, and compare again.");
    }

    private Optional<Seen> shownAt(String url, long time, String sha256)
            throws BrowseException, ConnectionTrouble, InterruptedException {
        Offers offers;
        try {
            offers = new Offers(url, Discovery.ask(Arguments.discovery(settings.pid(), url, time)));
        } catch (ConnectionTrouble e) {
            unanswered = Trouble.of(e);
            return Optional.empty();
        }
        shown.addAll(offers.chains().keySet());
        List<X509Certificate> chain = offers.chains().get(sha256);
        return chain == null
                ? Optional.empty()
                : Optional.of(new Seen(chain.get(0), offers.judge(sha256, settings.at(url), stores)));
    }
}
