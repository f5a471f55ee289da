package io.millwright.pipeline.capture;

import io.millwright.decision.ModelIdentity;
import io.millwright.model.Model;
import io.millwright.model.Reading;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Asks the models that serve. Each is held for a moment only: who holds a service keeps it. */
final class ServedReadings implements ModelReadings {
    private static final String NAME = "kura.service.pid";

    private final BundleContext context;

    ServedReadings(BundleContext context) {
        this.context = context;
    }

    @Override
    public List<Reading> of(ModelIdentity identity) {
        try {
            for (ServiceReference<Model> reference : context.getServiceReferences(Model.class, null)) {
                if (identity.name().equals(reference.getProperty(NAME))) {
                    List<Reading> readings = of(reference, identity);
                    if (readings != null) {
                        return readings;
                    }
                }
            }
            return null;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter is no wrong filter", e);
        } catch (IllegalStateException e) {
            // The bundle has stopped.
            return null;
        }
    }

    private List<Reading> of(ServiceReference<Model> reference, ModelIdentity identity) {
        Model model = context.getService(reference);
        if (model == null) {
            return null;
        }
        try {
            return model.version().equals(identity.version()) ? model.readings() : null;
        } finally {
            context.ungetService(reference);
        }
    }
}
