package io.millwright.gateway;

import java.util.List;

/**
 * What the gateway says after an installation. A package whose bundle does not resolve is installed all the same: only
 * the states tell.
 *
 * @param bundles the package's bundles in the order of the package
 */
public record Installation(String name, String version, List<BundleState> bundles) {

    /** Whether every bundle of the package runs. */
    public boolean isActive() {
        return bundles.stream().allMatch(BundleState::isActive);
    }
}
