package io.millwright.pipeline;

import io.millwright.form.Diagnosis;
import io.millwright.model.EarlierVersion;
import io.millwright.model.Model;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Says, where a model is missing, what became of models: which are there, and what is the matter with the others. */
final class InstalledModels {
    private static final String MODELS = "(" + Supervised.KIND + "=models)";
    private static final int MOST_NAMES = 10;

    /** Of the states of all models those that leave one out; the others tell of models that serve. */
    private static final Set<String> WHY_ONE_IS_MISSING = Set.of("ENGINE_MISSING", "MODEL_REFUSED");

    private final BundleContext context;

    InstalledModels(BundleContext context) {
        this.context = context;
    }

    /** Returns what is known, empty where that is nothing. Any thread. */
    Diagnosis explain() {
        try {
            String names = references(Model.class, null).stream()
                    .map(reference ->
                            reference.getProperty("kura.service.pid") + " " + reference.getProperty(Model.VERSION))
                    .sorted()
                    .limit(MOST_NAMES)
                    .collect(Collectors.joining(", "));
            Diagnosis present = names.isEmpty() ? Diagnosis.NONE : Diagnosis.of("the gateway has " + names);
            return present.and(trouble());
        } catch (IllegalStateException e) {
            // The bundle has stopped.
            return Diagnosis.NONE;
        }
    }

    /** Returns the version of a model that served before the present one, null if none is kept. Any thread. */
    ModelOffer earlierVersion(String name) {
        try {
            for (ServiceReference<EarlierVersion> reference : references(EarlierVersion.class, null)) {
                EarlierVersion earlier =
                        name.equals(reference.getProperty(EarlierVersion.NAME)) ? context.getService(reference) : null;
                if (earlier != null) {
                    try {
                        return ModelOffer.of(earlier.model());
                    } finally {
                        context.ungetService(reference);
                    }
                }
            }
        } catch (IllegalStateException e) {
            // The bundle has stopped.
            return null;
        }
        return null;
    }

    private Diagnosis trouble() {
        for (ServiceReference<Supervised> reference : references(Supervised.class, MODELS)) {
            Supervised models = context.getService(reference);
            if (models != null) {
                try {
                    State state = models.state();
                    return WHY_ONE_IS_MISSING.contains(state.code())
                            ? new Diagnosis(state.text(), state.remedy())
                            : Diagnosis.NONE;
                } finally {
                    context.ungetService(reference);
                }
            }
        }
        return Diagnosis.NONE;
    }

    private <S> Collection<ServiceReference<S>> references(Class<S> type, String filter) {
        try {
            return context.getServiceReferences(type, filter);
        } catch (InvalidSyntaxException e) {
            return List.of();
        }
    }
}
