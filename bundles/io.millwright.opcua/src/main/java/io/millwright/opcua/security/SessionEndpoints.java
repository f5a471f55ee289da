package io.millwright.opcua.security;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.settings.TrustRule;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StateCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.Stack;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;

/**
 * Compares the endpoints that a server announced, which anybody on the way may have changed, with those that it tells in the
 * session, which nobody can (OPC UA Part 4, 5.6.2.1). Who hides the better ones or weakens how they take a password is found so.
 */
public final class SessionEndpoints {
    private static final int MOST_TOLD = 3;

    private SessionEndpoints() {}

    /**
     * Fails where they differ, unless that is waived.
     *
     * @param announced by GetEndpoints
     * @param inSession of the CreateSessionResponse, may be null
     */
    public static void check(Settings settings, List<EndpointDescription> announced, EndpointDescription[] inSession)
            throws ConnectionTrouble {
        if (settings.trust().waived().contains(TrustRule.ENDPOINTS)) {
            return;
        }
        List<String> differences = differences(announced, inSession == null ? List.of() : List.of(inSession));
        if (!differences.isEmpty()) {
            String more = differences.size() > MOST_TOLD ? ", and " + (differences.size() - MOST_TOLD) + " more" : "";
            throw new ConnectionTrouble(
                    StateCode.SERVER_UNTRUSTED,
                    "The server at '" + settings.endpointUrl() + "' is refused by this gateway, rule "
                            + TrustRule.ENDPOINTS.words() + ": "
                            + differences.stream().limit(MOST_TOLD).collect(Collectors.joining(", ")) + more
                            + ". Somebody between may have changed the announcement."
                            + " || Find out who answers there. If the server itself is so, switch off '"
                            + TrustRule.ENDPOINTS.label() + "'.");
        }
    }

    /** Returns what one list has and the other one has not, in words. */
    static List<String> differences(List<EndpointDescription> announced, List<EndpointDescription> inSession) {
        List<EndpointDescription> left = new ArrayList<>(binary(inSession));
        List<String> differences = new ArrayList<>();
        for (EndpointDescription endpoint : binary(announced)) {
            EndpointDescription same = left.stream()
                    .filter(other -> equivalent(endpoint, other))
                    .findFirst()
                    .orElse(null);
            if (same == null) {
                differences.add("the session does not confirm " + text(endpoint));
            } else {
                left.remove(same);
            }
        }
        left.forEach(endpoint -> differences.add("the announcement lacked " + text(endpoint)));
        return differences;
    }

    private static List<EndpointDescription> binary(List<EndpointDescription> endpoints) {
        return endpoints.stream()
                .filter(endpoint -> Stack.TCP_UASC_UABINARY_TRANSPORT_URI.equals(endpoint.getTransportProfileUri()))
                .toList();
    }

    /** By exactly the fields that the specification names: a session's list need not have others. */
    private static boolean equivalent(EndpointDescription one, EndpointDescription other) {
        return Objects.equals(
                        one.getServer() == null ? null : one.getServer().getApplicationUri(),
                        other.getServer() == null ? null : other.getServer().getApplicationUri())
                && Objects.equals(one.getEndpointUrl(), other.getEndpointUrl())
                && one.getSecurityMode() == other.getSecurityMode()
                && Objects.equals(one.getSecurityPolicyUri(), other.getSecurityPolicyUri())
                && Arrays.equals(one.getUserIdentityTokens(), other.getUserIdentityTokens())
                && Objects.equals(one.getSecurityLevel(), other.getSecurityLevel());
    }

    private static String text(EndpointDescription endpoint) {
        String policy = endpoint.getSecurityPolicyUri();
        return "'" + endpoint.getEndpointUrl() + "' with "
                + (policy == null ? "?" : policy.substring(policy.indexOf('#') + 1)) + " / "
                + endpoint.getSecurityMode();
    }
}
