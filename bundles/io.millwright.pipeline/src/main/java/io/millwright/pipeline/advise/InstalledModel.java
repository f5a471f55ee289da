package io.millwright.pipeline.advise;

import io.millwright.decision.ModelIdentity;
import io.millwright.model.Model;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Finds models among the services. Holds none: whoever holds a model that was replaced keeps its memory. */
final class InstalledModel implements Models {
    private final BundleContext context;

    InstalledModel(BundleContext context) {
        this.context = context;
    }

    @Override
    public Model find(ModelIdentity identity) {
        try {
            for (ServiceReference<Model> reference : references()) {
                if (identity.name().equals(reference.getProperty("kura.service.pid"))
                        && identity.version().equals(reference.getProperty(Model.VERSION))) {
                    Model model = context.getService(reference);
                    context.ungetService(reference);
                    if (model != null && model.sha256().equals(identity.sha256())) {
                        return model;
                    }
                }
            }
        } catch (IllegalStateException e) {
            // The bundle has stopped.
        }
        return null;
    }

    private Collection<ServiceReference<Model>> references() {
        try {
            return context.getServiceReferences(Model.class, null);
        } catch (InvalidSyntaxException e) {
            return List.of();
        }
    }
}
