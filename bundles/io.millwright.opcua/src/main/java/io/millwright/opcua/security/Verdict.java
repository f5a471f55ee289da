package io.millwright.opcua.security;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a server's certificate was found to be.
 *
 * @param path from the server's certificate up
 * @param refusing what is wrong and not waived; empty: accepted
 * @param waived what is wrong all the same
 */
public record Verdict(CertificatePath path, List<Finding> refusing, List<Finding> waived) {
    boolean accepted() {
        return refusing.isEmpty();
    }

    /** Returns one line with whose certificate is refused, by whom and which rule, and behind the mark the remedy. */
    String refusal(String mark) {
        Finding first = refusing.get(0);
        String others = refusing.stream().skip(1).map(Finding::name).distinct().collect(Collectors.joining(", "));
        // The thumbprint first: where the form's head is too short the end is cut, and this is to be copied from it.
        return "Server certificate SHA-256 " + CertificateText.sha256(path.leaf())
                + " is refused by this gateway, rule "
                + first.name() + ": " + first.text() + ". "
                + (others.isEmpty() ? "" : "Also broken: " + others + ". ")
                + "Subject '" + CertificateText.subject(path.leaf()) + "'." + mark + first.remedy();
    }
}
