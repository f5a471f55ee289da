package io.millwright.opcua.security;

import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StateCode;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.StatusCodes;

/** Puts into words what a server has against our application certificate, and what we have against a server that cannot prove itself. */
public final class ServerRefusal {
    private static final String UNKNOWN = "rule unknown, because servers hide it";

    /** What servers look at, by the StatusCodes of OPC UA Part 4, 6.1.3. */
    private static final Map<Long, String> RULES = Map.ofEntries(
            Map.entry(StatusCodes.Bad_CertificateUntrusted, "rule trust"),
            Map.entry(StatusCodes.Bad_CertificateUriInvalid, "rule application URI"),
            Map.entry(StatusCodes.Bad_CertificateTimeInvalid, "rule validity period"),
            Map.entry(StatusCodes.Bad_CertificateIssuerTimeInvalid, "rule validity period of the issuer"),
            Map.entry(StatusCodes.Bad_CertificateUseNotAllowed, "rule key usage"),
            Map.entry(StatusCodes.Bad_CertificateIssuerUseNotAllowed, "rule key usage of the issuer"),
            Map.entry(StatusCodes.Bad_CertificateChainIncomplete, "rule chain"),
            Map.entry(StatusCodes.Bad_CertificateRevoked, "rule revocation"),
            Map.entry(StatusCodes.Bad_CertificateIssuerRevoked, "rule revocation of the issuer"),
            Map.entry(StatusCodes.Bad_CertificateRevocationUnknown, "rule revocation list"),
            Map.entry(StatusCodes.Bad_CertificateIssuerRevocationUnknown, "rule revocation list of the issuer"),
            Map.entry(StatusCodes.Bad_CertificateHostNameInvalid, "rule host name"),
            Map.entry(StatusCodes.Bad_CertificatePolicyCheckFailed, "rule signature algorithm or key length"),
            Map.entry(StatusCodes.Bad_CertificateInvalid, "rule structure"),
            Map.entry(StatusCodes.Bad_SecurityChecksFailed, UNKNOWN));

    /** The library's own findings while it opens a session: they have the StatusCode of a server that refuses us. */
    private static final Set<String> OURS =
            Set.of("could not verify signature", "Certificate missing from", "Certificate from CreateSessionResponse");

    private ServerRefusal() {}

    /** Returns whether a server says with this that it does not take our certificate. */
    public static boolean isAboutCertificate(long statusCode) {
        return RULES.containsKey(statusCode) || statusCode == StatusCodes.Bad_ConnectionClosed;
    }

    /** Returns what is told when the server does not take our certificate, or when this gateway does not take the server's proof. */
    public static ConnectionTrouble of(X509Certificate ours, long statusCode, Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (OURS.stream().anyMatch(message::contains)) {
            return new ConnectionTrouble(
                    StateCode.SERVER_UNTRUSTED,
                    "The server is refused by this gateway, rule proof of the key: it does not prove that the certificate"
                            + " that it shows is its own (" + message
                            + ") || find out who answers there; a stranger can show the certificate, but not use its key.",
                    failure);
        }
        return new ConnectionTrouble(
                StateCode.CERTIFICATE_REFUSED,
                "Our application certificate SHA-256 " + CertificateText.sha256(ours) + " is refused by the server, "
                        + RULES.getOrDefault(statusCode, UNKNOWN) + " (" + message + "). Subject '"
                        + CertificateText.subject(ours)
                        + "' || let the server trust this certificate. If it does already: who answers there may not have"
                        + " the key of the certificate that it shows.",
                failure);
    }
}
