package io.millwright.pipeline;

import io.millwright.pipeline.PipelineConfiguration.Targets;
import io.millwright.targets.TargetPlugin;
import io.millwright.unload.RecordMethods;
import java.util.List;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Has the targets of pipelines checked before the component runtime sees them; leaves nothing behind. */
public final class PipelineActivator implements BundleActivator {
    /** Called by the framework. */
    public PipelineActivator() {}

    @Override
    public void start(BundleContext context) {
        TargetPlugin.register(
                context, InferencePipeline.PID, List.of(Targets.TAG_SOURCE, Targets.MODEL, Targets.CLOUD_PUBLISHER));
        TargetPlugin.register(context, WireInference.PID, List.of(Targets.MODEL));
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the plugin away; the components have ended.
        RecordMethods.forget();
    }
}
