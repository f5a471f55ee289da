package io.millwright.opcua.security;

import io.millwright.opcua.settings.TrustRule;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** The rules about the names in a server's certificate (OPC UA Part 4, 6.1.3). */
final class NameRules {
    private static final int MOST_NAMES = 4;

    private NameRules() {}

    static Optional<Finding> hostName(X509Certificate certificate, ServerNames server) {
        SubjectNames names = SubjectNames.of(certificate);
        return names.names(server.host())
                ? Optional.empty()
                : Optional.of(Finding.of(
                        TrustRule.HOST_NAME,
                        "it is for " + list(names.hosts(), "no host") + ", not for the host '" + server.host()
                                + "' of the Endpoint URL",
                        "Enter a host name of the certificate in Endpoint URL, or give the server a certificate with"
                                + " that name."));
    }

    static Optional<Finding> applicationUri(X509Certificate certificate, ServerNames server) {
        SubjectNames names = SubjectNames.of(certificate);
        String announced = server.applicationUri() == null ? "" : server.applicationUri();
        return !announced.isEmpty() && names.uris().contains(announced)
                ? Optional.empty()
                : Optional.of(Finding.of(
                        TrustRule.APPLICATION_URI,
                        "it is for " + list(names.uris(), "no application URI") + ", and the server says that it is '"
                                + announced + "'",
                        "Give the server a certificate with its own application URI."));
    }

    private static String list(List<String> names, String none) {
        if (names.isEmpty()) {
            return none;
        }
        String shown = "'" + String.join("', '", names.subList(0, Math.min(MOST_NAMES, names.size()))) + "'";
        return names.size() > MOST_NAMES ? shown + " and " + (names.size() - MOST_NAMES) + " more" : shown;
    }
}
