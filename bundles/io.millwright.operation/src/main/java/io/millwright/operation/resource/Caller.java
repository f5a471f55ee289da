package io.millwright.operation.resource;

/**
 * Who asks. Immutable.
 *
 * @param name of the user as the gateway knows it, or of the client as it calls itself, for the audit
 * @param road on which the call came
 * @param permission the most that this caller may do; null for nothing at all
 */
public record Caller(String name, Road road, Permission permission) {
    /** Roads that lead here. */
    public enum Road {
        /** The page, behind the web admin's login. */
        PAGE,
        /** A program with the gateway's REST service, behind its login. */
        REST,
        /** A request over the cloud connection: nobody there is authenticated. */
        CLOUD,
        /** This bundle itself: what it does on its own is audited too. */
        ITSELF
    }

    /** Whether the caller may do what needs a permission. */
    public boolean may(Permission needed) {
        return permission != null && permission.compareTo(needed) >= 0;
    }
}
