package io.millwright.inference;

import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** What model bundles are called in states and in the log. */
final class BundleText {
    private static final String DIFFERS = ", the version in model.json; the bundle has another one";

    private BundleText() {}

    static String label(Bundle bundle) {
        return "Model bundle " + bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    /** Returns what a bundle serves, and whether its version is another one. */
    static String serves(Bundle bundle, OnnxModel model) {
        Version own = model.description().version();
        Version brought = bundle.getVersion();
        // Qualifiers tell builds of one version apart.
        boolean same = own.getMajor() == brought.getMajor()
                && own.getMinor() == brought.getMinor()
                && own.getMicro() == brought.getMicro();
        return label(bundle) + ": serves " + model + (same ? "" : DIFFERS);
    }
}
