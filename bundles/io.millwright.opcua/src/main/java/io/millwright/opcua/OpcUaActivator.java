package io.millwright.opcua;

import io.millwright.opcua.asset.AssetTags;
import io.millwright.opcua.settings.Settings;
import io.millwright.targets.TargetPlugin;
import io.millwright.unload.RecordMethods;
import java.util.List;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Has the targets of this bundle's components checked before the component runtime sees them; leaves nothing behind. */
public final class OpcUaActivator implements BundleActivator {
    /** Called by the framework. */
    public OpcUaActivator() {}

    @Override
    public void start(BundleContext context) {
        TargetPlugin.register(context, OpcUaConnection.PID, List.of(Settings.KEYSTORE));
        TargetPlugin.register(context, OpcUaDriver.PID, List.of(Settings.KEYSTORE));
        TargetPlugin.register(context, AssetTags.PID, List.of(AssetTags.TARGET));
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the plugin away; the components have ended.
        RecordMethods.forget();
    }
}
