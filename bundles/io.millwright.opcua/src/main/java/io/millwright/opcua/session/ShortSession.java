package io.millwright.opcua.session;

import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.security.CertificateStores;
import io.millwright.opcua.security.TrustFolder;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.milo.opcua.sdk.client.SessionActivityListener;

/**
 * A session for one look at a server, with the trust and the identity of every other. Opened, used and closed on its user's
 * thread.
 */
public final class ShortSession implements AutoCloseable {
    private final Link link;
    private boolean closed;

    private ShortSession(Link link) {
        this.link = link;
    }

    /**
     * Opens a session. Blocks for at most some request timeouts.
     *
     * @param settings without problems
     * @param keystore with certificates and keys, null for none
     * @param password in clear, or empty
     */
    public static ShortSession open(Settings settings, KeystoreService keystore, char[] password)
            throws ConnectionTrouble, InterruptedException {
        MiloThreads threads = MiloThreads.acquire();
        boolean opened = false;
        try {
            Link link = Link.open(
                    settings,
                    threads,
                    new CertificateStores(keystore, "", TrustFolder.NONE),
                    password::clone,
                    new Server(settings.endpointUrl(), settings.server()),
                    new SessionActivityListener() {});
            opened = true;
            return new ShortSession(link);
        } finally {
            if (!opened) {
                MiloThreads.release();
            }
        }
    }

    /** Returns the open session. */
    public OpenLink link() {
        return link;
    }

    /** Closes the session, also on a server that does not answer any more; returns within some seconds. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                link.close();
            } finally {
                MiloThreads.release();
            }
        }
    }
}
