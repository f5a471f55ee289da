package io.millwright.pipeline;

import io.millwright.form.Diagnosis;
import io.millwright.model.Model;
import io.millwright.pipeline.assembly.Assembly;
import io.millwright.pipeline.assembly.BackgroundThreads;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.lane.ShadowThreads;
import io.millwright.targets.Chosen;
import io.millwright.targets.Target;
import java.util.Map;
import org.osgi.framework.BundleContext;

/**
 * What an assembly knows of models, whatever its source and publisher are: the one that is chosen, what is installed, what decided
 * before, and what is on trial. Thread-safe.
 */
final class PipelineModels {
    private final Assembly assembly;
    private final Chosen<Model> chosen;
    private volatile Target wanted = PipelineConfiguration.Targets.MODEL.in(Map.of());

    /** After the assembly's decoders and listeners, before its first configuration. */
    PipelineModels(BundleContext context, BackgroundThreads threads, ShadowThreads shadowThreads, Assembly assembly) {
        this.assembly = assembly;
        InstalledModels installed = new InstalledModels(context);
        assembly.models(() -> installed.explain(wanted), installed::present);
        assembly.earlierVersions(installed::earlierThan);
        assembly.trials(installed::trialOf, shadowThreads);
        chosen = new Chosen<>(context, Model.class, threads::openSoon, this::use);
    }

    private void use(Chosen.Use<Model> use) {
        if (use.service() == null) {
            assembly.noModel(use.wrong(), use.why());
        } else {
            assembly.updateRefused(refusedUpdate(use.properties()));
            assembly.model(ModelOffer.of(use.service()));
        }
    }

    /** Returns what a model says of newer content that does not serve; empty for nothing. */
    private static Diagnosis refusedUpdate(Map<String, Object> model) {
        Object what = model.get(Model.UPDATE_REFUSED);
        return what == null
                ? Diagnosis.NONE
                : new Diagnosis(what.toString(), String.valueOf(model.getOrDefault(Model.UPDATE_REMEDY, "")));
    }

    void choose(Target target) {
        wanted = target;
        chosen.choose(target);
    }

    void bind(Model model, Map<String, Object> properties) {
        chosen.bind(model, properties);
    }

    void unbind(Model model) {
        chosen.unbind(model);
    }

    void close() {
        chosen.close();
    }
}
