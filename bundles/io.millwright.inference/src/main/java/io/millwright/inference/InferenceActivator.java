package io.millwright.inference;

import io.millwright.inference.remote.RemoteModel;
import io.millwright.targets.TargetPlugin;
import io.millwright.unload.RecordMethods;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Has the targets of this bundle's components checked before the component runtime sees them; leaves nothing behind. */
public final class InferenceActivator implements BundleActivator {
    /** Called by the framework. */
    public InferenceActivator() {}

    @Override
    public void start(BundleContext context) {
        TargetPlugin.register(context, RemoteModel.PID, RemoteModel.TARGETS);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the plugin away; the components have ended.
        RecordMethods.forget();
    }
}
