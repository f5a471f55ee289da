package io.millwright.operation;

import io.millwright.unload.RecordMethods;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Leaves nothing behind: the components do the work. */
public final class OperationActivator implements BundleActivator {
    /** Called by the framework. */
    public OperationActivator() {}

    @Override
    public void start(BundleContext context) {
        // The component runtime starts the components.
    }

    @Override
    public void stop(BundleContext context) {
        RecordMethods.forget();
    }
}
