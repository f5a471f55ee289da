package io.millwright.opcua.session;

import io.millwright.opcua.milo.LoadBudget;
import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import java.security.cert.X509Certificate;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;

/** Asks a server for its endpoints, without a session and without anything of ours. On its user's thread. */
public final class Discovery {
    private Discovery() {}

    /**
     * Returns what a server announces. An answer of more than 2 MiB is refused by the library. Blocks for at most two request
     * timeouts, a second for the goodbye, and one to find out whether anything answers.
     *
     * @param settings address and request timeout count
     */
    public static List<EndpointDescription> ask(Settings settings) throws ConnectionTrouble, InterruptedException {
        MiloThreads threads = MiloThreads.acquire();
        try {
            return Endpoints.discover(settings, Link.transport(settings, threads), new LoadBudget());
        } finally {
            MiloThreads.release();
        }
    }

    /** Returns the certificates that an endpoint shows, its own first; empty for none. */
    public static List<X509Certificate> chain(EndpointDescription endpoint) throws ConnectionTrouble {
        return endpoint.getServerCertificate().bytesOrEmpty().length == 0 ? List.of() : Link.chain(endpoint);
    }
}
