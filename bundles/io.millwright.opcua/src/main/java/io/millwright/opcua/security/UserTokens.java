package io.millwright.opcua.security;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;

/** How an endpoint takes passwords and users' certificates (OPC UA Part 4, 7.41). */
final class UserTokens {
    private UserTokens() {}

    /** Returns whether the endpoint says how it takes passwords, and each way leaves them unencrypted. */
    static boolean allReadable(EndpointDescription endpoint) {
        UserTokenPolicy[] offered = endpoint.getUserIdentityTokens();
        return offered != null
                && Arrays.stream(offered)
                        .filter(token -> token.getTokenType() == UserTokenType.UserName)
                        .allMatch(token -> unprotected(endpoint, token));
    }

    /** Returns the first token that encrypts the password, or else the first. */
    static UserTokenPolicy choose(EndpointDescription endpoint, List<UserTokenPolicy> tokens) {
        return tokens.stream()
                .filter(token -> !unprotected(endpoint, token))
                .findFirst()
                .orElse(tokens.get(0));
    }

    /** Returns the endpoint with the tokens first that let a user prove the key: the library takes the first of a kind. */
    static EndpointDescription withSignedCertificate(EndpointDescription endpoint) {
        UserTokenPolicy[] tokens = endpoint.getUserIdentityTokens();
        if (tokens == null) {
            return endpoint;
        }
        UserTokenPolicy[] sorted = tokens.clone();
        Arrays.sort(sorted, Comparator.comparing(token -> unprotected(endpoint, token)));
        return new EndpointDescription(
                endpoint.getEndpointUrl(),
                endpoint.getServer(),
                endpoint.getServerCertificate(),
                endpoint.getSecurityMode(),
                endpoint.getSecurityPolicyUri(),
                sorted,
                endpoint.getTransportProfileUri(),
                endpoint.getSecurityLevel());
    }

    /** A token without a policy takes the endpoint's. */
    private static boolean unprotected(EndpointDescription endpoint, UserTokenPolicy token) {
        String own = token.getSecurityPolicyUri();
        String effective = own == null || own.isEmpty() ? endpoint.getSecurityPolicyUri() : own;
        return SecurityPolicy.None.getUri().equals(effective);
    }
}
