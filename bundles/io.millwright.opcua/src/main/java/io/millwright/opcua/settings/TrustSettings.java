package io.millwright.opcua.settings;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the form says about certificates.
 *
 * @param pinned SHA-256 thumbprints in lower-case hexadecimal: the only server certificates to trust; empty for what keystore
 *     and trust folder say
 * @param folder the trust folder, relative to the Kura data directory
 * @param waived the rules that are switched off
 * @param deprecatedAllowed whether a security policy with SHA-1 may be chosen
 * @param userAlias entry of the keystore with the certificate to log in with, "" for none
 */
public record TrustSettings(
        Set<String> pinned, String folder, Set<TrustRule> waived, boolean deprecatedAllowed, String userAlias) {
    private static final String STANDARD_FOLDER = "millwright/trust";
    private static final int SHA256_HEX = 64;
    private static final int MOST_PINNED = 10;

    /** OPC UA Part 7 withdrew them: their signatures are made with SHA-1. */
    private static final List<String> DEPRECATED = List.of("Basic128Rsa15", "Basic256");

    /** Makes settings that nobody changes any more. */
    public TrustSettings {
        pinned = Set.copyOf(pinned);
        waived = Set.copyOf(waived);
    }

    static TrustSettings of(Map<String, Object> properties, String policy, List<String> problems) {
        Set<TrustRule> waived = EnumSet.noneOf(TrustRule.class);
        for (TrustRule rule : TrustRule.values()) {
            if (!flag(properties, rule.id(), rule.label(), true, problems)) {
                waived.add(rule);
            }
        }
        boolean allowed = flag(properties, "security.deprecated.allowed", "Allow deprecated policies", false, problems);
        if (deprecated(policy) && !allowed) {
            problems.add("Security policy '" + policy
                    + "' is deprecated, because it signs with SHA-1; choose a newer one, or switch Allow deprecated"
                    + " policies on");
        }
        String alias = Fields.text(properties, "user.certificate.alias", "");
        String name = Fields.text(properties, "user.name", "");
        if (!alias.isEmpty() && !name.isEmpty()) {
            problems.add("User certificate '" + alias + "' and User name '" + name
                    + "' are two ways to log in; leave one of them empty");
        }
        return new TrustSettings(pins(properties, problems), folder(properties, problems), waived, allowed, alias);
    }

    /** Returns whether a policy is one that is allowed by its own switch only. */
    public static boolean deprecated(String policy) {
        return DEPRECATED.contains(policy);
    }

    private static Set<String> pins(Map<String, Object> properties, List<String> problems) {
        String given = Fields.text(properties, "server.certificate.sha256", "");
        Set<String> pins = Arrays.stream(given.split("[,;\\n]"))
                .map(pin -> pin.replaceAll("[\\s:.-]", "").toLowerCase(Locale.ROOT))
                .filter(pin -> !pin.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (pins.stream().anyMatch(pin -> !pin.matches("[0-9a-f]{" + SHA256_HEX + "}"))) {
            problems.add(
                    "Server certificate, SHA-256 '" + given
                            + "' is no SHA-256 thumbprint; enter 64 hexadecimal digits, several of them by comma, or leave it empty");
        } else if (pins.size() > MOST_PINNED) {
            problems.add("Server certificate, SHA-256 '" + given + "' are " + pins.size()
                    + " thumbprints; enter at most " + MOST_PINNED);
        }
        return pins;
    }

    private static String folder(Map<String, Object> properties, List<String> problems) {
        String folder = Fields.text(properties, "trust.folder", STANDARD_FOLDER);
        if (Settings.leavesDataDirectory(folder)) {
            problems.add("Trust folder '" + folder
                    + "' leaves the Kura data directory; enter a path relative to it, without ..");
        }
        return folder;
    }

    private static boolean flag(
            Map<String, Object> properties, String id, String label, boolean absent, List<String> problems) {
        String value = Fields.text(properties, id, Boolean.toString(absent));
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            problems.add(label + " '" + value + "' is neither true nor false; choose one of them");
            return absent;
        }
        return Boolean.parseBoolean(value);
    }
}
