package io.millwright.operation.page;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** Whether a browser says that a call comes from a page of this gateway. What is no browser says nothing, and has no login to lend. */
final class SameOrigin {
    private static final Set<String> OWN = Set.of("", "same-origin", "none");

    private SameOrigin() {}

    static boolean holds(PageCall call) {
        if (!OWN.contains(call.header("Sec-Fetch-Site").toLowerCase(Locale.ROOT))) {
            return false;
        }
        String origin = call.header("Origin");
        return origin.isEmpty() || authority(origin).equals(call.header("Host").toLowerCase(Locale.ROOT));
    }

    /** Returns host and port as {@code Host} has them, "?" for an origin that has none, such as {@code null}. */
    private static String authority(String origin) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority == null ? "?" : authority.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "?";
        }
    }
}
