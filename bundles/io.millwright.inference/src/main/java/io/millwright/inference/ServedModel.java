package io.millwright.inference;

import io.millwright.model.Model;
import java.util.Hashtable;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;

/** A model that is registered as a service. */
final class ServedModel {
    private static final String KURA_SERVICE_PID = "kura.service.pid";
    private static final String SERVICE_RANKING = "service.ranking";

    private final OnnxModel model;
    private final ServiceRegistration<Model> registration;
    private UpdateRefusal told;
    private String trial;

    private ServedModel(OnnxModel model, ServiceRegistration<Model> registration) {
        this.model = model;
        this.registration = registration;
    }

    static ServedModel register(BundleContext context, OnnxModel model) {
        try {
            return new ServedModel(model, context.registerService(Model.class, model, properties(model)));
        } catch (IllegalStateException e) {
            // Our own bundle is stopping.
            model.withdraw();
            throw e;
        }
    }

    private static Hashtable<String, Object> properties(OnnxModel model) {
        ModelDescription description = model.description();
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(KURA_SERVICE_PID, description.name());
        properties.put(SERVICE_RANKING, ranking(description.version()));
        properties.put(Model.VERSION, model.version());
        return properties;
    }

    /** Has the service say what does not serve in its place, null for nothing; the same again is no event. */
    void tell(UpdateRefusal refusal) {
        if (!Objects.equals(refusal, told)) {
            told = refusal;
            change();
        }
    }

    /** Has the service say what is on trial beside it, null for nothing. */
    void tellTrial(String text) {
        if (!Objects.equals(text, trial)) {
            trial = text;
            change();
        }
    }

    private void change() {
        Hashtable<String, Object> properties = properties(model);
        if (told != null) {
            properties.put(Model.UPDATE_REFUSED, told.what());
            properties.put(Model.UPDATE_REMEDY, told.remedy());
        }
        if (trial != null) {
            properties.put(Model.TRIAL, trial);
        }
        try {
            registration.setProperties(properties);
        } catch (IllegalStateException e) {
            // The framework has already taken the services of a stopped bundle back.
        }
    }

    /** Returns whether anybody holds the service. */
    boolean used() {
        try {
            return registration.getReference().getUsingBundles() != null;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /** Rises with major, minor, micro; the qualifier does not count. Each of minor and micro counts up to 999. */
    static int ranking(Version version) {
        return Math.min(version.getMajor(), 2_000) * 1_000_000
                + Math.min(version.getMinor(), 999) * 1_000
                + Math.min(version.getMicro(), 999);
    }

    /** Whether it is a model of that name. */
    boolean serves(String name) {
        return model.name().equals(name);
    }

    OnnxModel model() {
        return model;
    }

    /** Ends the service alone. */
    void unregister() {
        end(registration);
    }

    /** Ends a service, if the framework has not taken it back with the stop of our bundle. */
    static void end(ServiceRegistration<?> service) {
        try {
            service.unregister();
        } catch (IllegalStateException e) {
            // It has.
        }
    }

    /** Ends the service, then the model; open runners go on. */
    void withdraw() {
        try {
            unregister();
        } finally {
            model.withdraw();
        }
    }
}
