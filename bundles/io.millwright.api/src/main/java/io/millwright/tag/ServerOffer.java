package io.millwright.tag;

import java.util.List;

/**
 * What a server offers. It says so itself, unproven: who answers there is known only by comparing {@link CertificateFacts#number} with
 * what the server shows to a person beside it. Texts come from the server: show them as text. Immutable.
 *
 * @param url that was asked
 * @param applicationName as the server calls itself; 200 characters at most
 * @param applicationUri as the server announces it; 200 characters at most
 * @param endpoints the strongest first; without those of other transports than opc.tcp
 * @param certificates each once, with whether it is trusted; empty where the server has none
 * @param note what is to be said about the offer, for example that nothing is secured; else ""
 */
public record ServerOffer(
        String url,
        String applicationName,
        String applicationUri,
        List<Endpoint> endpoints,
        List<Certificate> certificates,
        String note) {
    /** Takes copies. */
    public ServerOffer {
        endpoints = List.copyOf(endpoints);
        certificates = List.copyOf(certificates);
    }

    /**
     * One way to connect. A connection takes policy and mode of it, and keeps to host and port that it was given.
     *
     * @param url as the server announces it; 200 characters at most
     * @param elsewhere whether that names another host or port than was asked: nothing was sent there, and nothing will be
     * @param policy short name as the form has it, for example {@code Basic256Sha256}
     * @param mode as the form has it: {@code None}, {@code Sign}, {@code SignAndEncrypt}
     * @param usable whether a connection can use it as it is; false for a policy that it does not know
     * @param deprecated whether the policy has a switch of its own in the form, because it signs with SHA-1
     * @param logins how a user may log in, each once
     * @param certificateSha256 which of the certificates it shows; "" for none
     */
    public record Endpoint(
            String url,
            boolean elsewhere,
            String policy,
            String mode,
            boolean usable,
            boolean deprecated,
            List<Login> logins,
            String certificateSha256) {
        /** Takes a copy. */
        public Endpoint {
            logins = List.copyOf(logins);
        }
    }

    /** How a user logs in (UserTokenType, OPC UA Part 4, 7.41). May grow. */
    public enum Login {
        /** Nobody does. */
        ANONYMOUS,
        /** By name and password. */
        USER_NAME,
        /** By a certificate. */
        CERTIFICATE,
        /** By a token that somebody else issues; no connection can. */
        ISSUED_TOKEN
    }

    /**
     * A certificate of the server, as it would be judged now.
     *
     * @param trusted whether a connection would accept it
     * @param approvable whether it is refused for nothing but that nobody has trusted it yet
     * @param pinnable whether it would be accepted as the form's Server certificate, SHA-256, which stands for other rules too
     * @param text why it is refused; else ""
     * @param remedy what to do; else ""
     */
    public record Certificate(
            CertificateFacts facts,
            boolean trusted,
            boolean approvable,
            boolean pinnable,
            String text,
            String remedy) {}
}
