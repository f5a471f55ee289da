package io.millwright.opcua.session;

import io.millwright.opcua.security.ServerTrust;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.state.StateCode;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the server's certificate again and again while a session is open: trust may be taken back, and a certificate be revoked. On
 * the session's thread.
 */
final class TrustWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    /** Reading a keystore is work for a small gateway. */
    private static final long LOOK_MILLIS = 300_000;

    private final String pid;
    private final SessionThread thread;
    private final Credentials credentials;
    private final Observer observer;
    private final Counters counters;
    private final Consumer<ConnectionTrouble> refused;

    /** Whose server is watched; null while there is no session. */
    private Link watched;

    /** @param refused told that the server of the open session is trusted no more */
    TrustWatch(
            String pid,
            SessionThread thread,
            Credentials credentials,
            Observer observer,
            Counters counters,
            Consumer<ConnectionTrouble> refused) {
        this.pid = pid;
        this.thread = thread;
        this.credentials = credentials;
        this.observer = observer;
        this.counters = counters;
        this.refused = refused;
    }

    /** A session was opened. */
    void begin(Link opened, Settings settings) {
        watched = opened;
        observer.security(opened.security());
        countRejected(settings);
        thread.postLater(() -> lookOn(opened), LOOK_MILLIS);
    }

    /** The session ends. */
    void end() {
        watched = null;
    }

    /** Counts the certificates on which an operator is to decide. */
    void countRejected(Settings settings) {
        counters.rejectedCertificates(new ServerTrust(settings, credentials.stores(settings)).waiting());
    }

    private void lookOn(Link link) {
        if (link != watched) {
            return;
        }
        look();
        thread.postLater(() -> lookOn(link), LOOK_MILLIS);
    }

    /** Judges it now, by what is trusted, revoked and valid now. */
    void look() {
        if (watched == null) {
            return;
        }
        try {
            observer.security(watched.look());
        } catch (ConnectionTrouble e) {
            if (e.code() == StateCode.SERVER_UNTRUSTED) {
                refused.accept(e);
            } else {
                LOGGER.debug("{}: the server's certificate cannot be judged again now", pid, e);
            }
        }
    }
}
