package io.millwright.opcua.security;

import java.util.Arrays;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;

/** How an endpoint takes passwords (OPC UA Part 4, 7.41). */
public final class UserTokens {
    private UserTokens() {}

    /** Returns whether the endpoint says how it takes passwords, and each way leaves them unencrypted. */
    public static boolean allReadable(EndpointDescription endpoint) {
        UserTokenPolicy[] offered = endpoint.getUserIdentityTokens();
        return offered != null
                && Arrays.stream(offered)
                        .filter(token -> token.getTokenType() == UserTokenType.UserName)
                        .allMatch(token -> readable(endpoint, token));
    }

    /** Returns the first token that encrypts the password, or else the first. */
    public static UserTokenPolicy choose(EndpointDescription endpoint, List<UserTokenPolicy> tokens) {
        return tokens.stream()
                .filter(token -> !readable(endpoint, token))
                .findFirst()
                .orElse(tokens.get(0));
    }

    /** A token without a policy takes the endpoint's. */
    private static boolean readable(EndpointDescription endpoint, UserTokenPolicy token) {
        String own = token.getSecurityPolicyUri();
        String effective = own == null || own.isEmpty() ? endpoint.getSecurityPolicyUri() : own;
        return SecurityPolicy.None.getUri().equals(effective);
    }
}
