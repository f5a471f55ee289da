package io.millwright.pipeline.explain;

import io.millwright.decision.ModelIdentity;
import io.millwright.model.Model;
import io.millwright.model.ModelTrial;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The models that serve and those on trial, as services. They are held for a moment only: who holds a service keeps it. */
final class ServedModels implements ModelFinder {
    private static final String PID = "kura.service.pid";

    private final BundleContext context;

    ServedModels(BundleContext context) {
        this.context = context;
    }

    @Override
    public Found find(ModelIdentity identity) {
        try {
            Found served = find(Model.class, PID, identity, List::of);
            return served != null
                    ? served
                    : find(
                            ModelTrial.class,
                            ModelTrial.NAME,
                            identity,
                            trial -> Arrays.asList(trial.candidate(), trial.reference()));
        } catch (IllegalStateException e) {
            // The bundle has stopped.
            return null;
        }
    }

    private <S> Found find(Class<S> type, String nameKey, ModelIdentity identity, Function<S, List<Model>> models) {
        for (ServiceReference<S> reference : references(type)) {
            if (!identity.name().equals(reference.getProperty(nameKey))) {
                continue;
            }
            S service = context.getService(reference);
            if (service == null) {
                continue;
            }
            try {
                for (Model model : models.apply(service)) {
                    if (ModelFinder.same(model, identity)) {
                        return new Found(model, () -> reference.getBundle() != null);
                    }
                }
            } finally {
                context.ungetService(reference);
            }
        }
        return null;
    }

    private <S> Collection<ServiceReference<S>> references(Class<S> type) {
        try {
            return context.getServiceReferences(type, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
