package io.millwright.opcua.session;

import io.millwright.opcua.milo.LoadBudget;
import io.millwright.opcua.milo.TimedTransport;
import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StateCode;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.sdk.client.DiscoveryClient;
import org.eclipse.milo.opcua.stack.core.Stack;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.GetEndpointsResponse;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfig;

/** Asks a server for its endpoints (OPC UA Part 4, 5.4.4) and picks the one with exactly the configured security. */
final class Endpoints {
    private static final long CLOSE_MILLIS = 1_000;

    /** Said by a server, never by a network. */
    private static final Set<Long> REFUSALS = Set.of(
            StatusCodes.Bad_TcpEndpointUrlInvalid, StatusCodes.Bad_TcpServerTooBusy, StatusCodes.Bad_ServerHalted);

    private Endpoints() {}

    /** Blocks for at most two request timeouts, and a second for the goodbye. */
    static List<EndpointDescription> discover(Settings settings, OpcTcpClientTransportConfig config, LoadBudget budget)
            throws ConnectionTrouble, InterruptedException {
        EndpointDescription discovery = new EndpointDescription(
                settings.endpointUrl(),
                null,
                null,
                MessageSecurityMode.None,
                SecurityPolicy.None.getUri(),
                null,
                Stack.TCP_UASC_UABINARY_TRANSPORT_URI,
                null);
        DiscoveryClient client = new DiscoveryClient(discovery, new TimedTransport(config, budget));
        try {
            Waits.await(client.connectAsync(), settings.requestTimeoutMillis());
            GetEndpointsResponse response = Waits.await(
                    client.getEndpoints(
                            settings.endpointUrl(), new String[0], new String[] {Stack.TCP_UASC_UABINARY_TRANSPORT_URI
                            }),
                    settings.requestTimeoutMillis());
            EndpointDescription[] endpoints = response.getEndpoints();
            return endpoints == null ? List.of() : List.of(endpoints);
        } catch (Waits.Failure e) {
            throw trouble(settings, e);
        } finally {
            Waits.quietly(client.disconnectAsync(), CLOSE_MILLIS);
        }
    }

    private static ConnectionTrouble trouble(Settings settings, Waits.Failure failure) {
        if (REFUSALS.contains(failure.statusCode())) {
            return new ConnectionTrouble(
                    StateCode.SERVER_REFUSED,
                    "The server refuses Endpoint URL '" + settings.endpointUrl() + "' (" + failure.getMessage()
                            + "); trying again. || Check the path behind the port.",
                    failure);
        }
        if (failure.silent() && LostSession.answers(settings.endpointUrl())) {
            return new ConnectionTrouble(
                    StateCode.SERVER_UNREACHABLE,
                    "At Endpoint URL '" + settings.endpointUrl() + "' something takes connections and answers nothing ("
                            + failure.getMessage()
                            + "); trying again. || Wait where the server starts; else restart it, or check the port.",
                    failure);
        }
        return new ConnectionTrouble(
                StateCode.SERVER_UNREACHABLE, unreachable(settings, failure.getMessage()), failure);
    }

    /** Returns the text of a server that does not answer. */
    static String unreachable(Settings settings, String why) {
        return "Endpoint URL '" + settings.endpointUrl() + "' does not answer (" + why
                + "); trying again. || Check address, port, firewall, and that the OPC UA server runs.";
    }

    /**
     * Returns an endpoint, with the host and port that were configured: servers often announce names of their own net. One that
     * is announced for several hosts or paths is tried first where it names the configured ones.
     *
     * @param turn counts attempts that the server refused: each takes the next of those that fit
     */
    static EndpointDescription select(Settings settings, List<EndpointDescription> offered, int turn)
            throws ConnectionTrouble {
        String host = EndpointUtil.getHost(settings.endpointUrl());
        String path = EndpointUtil.getPath(settings.endpointUrl());
        List<EndpointDescription> fitting = offered.stream()
                .filter(endpoint -> fits(settings, endpoint))
                .sorted(Comparator.<EndpointDescription, Boolean>comparing(
                                endpoint -> !Objects.equals(host, EndpointUtil.getHost(endpoint.getEndpointUrl())))
                        .thenComparing(
                                endpoint -> !Objects.equals(path, EndpointUtil.getPath(endpoint.getEndpointUrl()))))
                .toList();
        if (!fitting.isEmpty()) {
            return EndpointUtil.updateUrl(
                    fitting.get(Math.floorMod(turn, fitting.size())),
                    host,
                    EndpointUtil.getPort(settings.endpointUrl()));
        }
        throw new ConnectionTrouble(
                StateCode.NO_ENDPOINT,
                "The server offers no endpoint with Security policy '"
                        + name(settings.policy().getUri())
                        + "' and Security mode '" + settings.mode() + "'. It offers: " + list(offered)
                        + ". || Choose one of these, or enable the wanted one in the server.");
    }

    private static boolean fits(Settings settings, EndpointDescription endpoint) {
        return Objects.equals(endpoint.getSecurityPolicyUri(), settings.policy().getUri())
                && endpoint.getSecurityMode() == settings.mode()
                && Stack.TCP_UASC_UABINARY_TRANSPORT_URI.equals(endpoint.getTransportProfileUri());
    }

    private static String list(List<EndpointDescription> offered) {
        return offered.isEmpty()
                ? "none"
                : offered.stream()
                        .map(e -> name(e.getSecurityPolicyUri()) + " / " + e.getSecurityMode())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    private static String name(String policyUri) {
        return policyUri == null ? "?" : policyUri.substring(policyUri.indexOf('#') + 1);
    }
}
