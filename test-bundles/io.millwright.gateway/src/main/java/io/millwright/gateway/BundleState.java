package io.millwright.gateway;

import org.osgi.framework.Bundle;

/**
 * One installed bundle.
 *
 * @param state INSTALLED (did not resolve), RESOLVED, STARTING, ACTIVE, STOPPING or UNINSTALLED
 */
public record BundleState(String name, String version, String state) {

    static BundleState of(Bundle bundle) {
        return new BundleState(bundle.getSymbolicName(), bundle.getVersion().toString(), text(bundle.getState()));
    }

    public boolean isActive() {
        return "ACTIVE".equals(state);
    }

    private static String text(int state) {
        return switch (state) {
            case Bundle.INSTALLED -> "INSTALLED";
            case Bundle.RESOLVED -> "RESOLVED";
            case Bundle.STARTING -> "STARTING";
            case Bundle.ACTIVE -> "ACTIVE";
            case Bundle.STOPPING -> "STOPPING";
            default -> "UNINSTALLED";
        };
    }
}
