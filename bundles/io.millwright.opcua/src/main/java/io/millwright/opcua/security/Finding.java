package io.millwright.opcua.security;

import io.millwright.opcua.settings.TrustRule;

/**
 * One thing that is wrong with a server's certificate.
 *
 * @param rule null for trust itself, which no switch waives
 * @param text what is wrong, a clause about the certificate
 * @param remedy what to do, whole sentences
 */
record Finding(TrustRule rule, String text, String remedy) {
    /** Returns one about trust. */
    static Finding trust(String text, String remedy) {
        return new Finding(null, text, remedy);
    }

    /** Returns one about a rule, whose switch the remedy names. */
    static Finding of(TrustRule rule, String text, String remedy) {
        return new Finding(rule, text, remedy + " Or switch off '" + rule.label() + "'.");
    }

    /** Returns the rule's name in the middle of a sentence. */
    String name() {
        return rule == null ? "trust" : rule.words();
    }
}
