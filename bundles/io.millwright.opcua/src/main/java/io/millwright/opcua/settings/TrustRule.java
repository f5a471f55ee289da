package io.millwright.opcua.settings;

import java.util.Locale;

/**
 * What a server and its certificate must fulfil besides being trusted (OPC UA Part 4, 6.1.3 and 5.6.2). Each rule has a switch of
 * its own in the form; that a rule is switched off shows in state and log.
 */
public enum TrustRule {
    /** The certificate and its issuers are in their validity periods. */
    VALIDITY("check.validity", "Check validity period"),
    /** The certificate names the host of the endpoint URL. */
    HOST_NAME("check.hostName", "Check host name"),
    /** The certificate carries the application URI that the server announces. */
    APPLICATION_URI("check.applicationUri", "Check application URI"),
    /** The certificate is one for the key usages of an OPC UA server. */
    KEY_USAGE("check.keyUsage", "Check key usage"),
    /** Every issuer up to a self-signed one is known. */
    CHAIN("check.chain", "Check chain"),
    /** Neither the certificate nor an issuer is revoked. */
    REVOCATION("check.revocation", "Check revocation"),
    /** There is a current revocation list of every issuer. */
    REVOCATION_LIST("check.revocationList", "Check revocation list"),
    /** No signature of the chain is made with SHA-1 or MD5. */
    SIGNATURE("check.signatureAlgorithm", "Check signature algorithm"),
    /** No RSA key of the chain is shorter than 2048 bits. */
    KEY_LENGTH("check.keyLength", "Check key length"),
    /** The endpoints that a session tells are those that were announced before it. */
    ENDPOINTS("check.endpoints", "Check endpoint list");

    private static final String CHECK = "Check ";

    private final String id;
    private final String label;

    TrustRule(String id, String label) {
        this.id = id;
        this.label = label;
    }

    /** Returns the id of the switch. */
    public String id() {
        return id;
    }

    /** Returns what the form calls the switch. */
    public String label() {
        return label;
    }

    /** Returns the rule's name in the middle of a sentence. */
    public String words() {
        String name = label.substring(CHECK.length());
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
