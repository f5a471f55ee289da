package io.millwright.pipeline;

import io.millwright.form.Diagnosis;
import io.millwright.model.EarlierVersion;
import io.millwright.model.Model;
import io.millwright.model.ModelBundle;
import io.millwright.model.ModelTrial;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.targets.Target;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Says, where a model is missing, what became of models: which are there, and what is the matter with the others. */
final class InstalledModels {
    private static final String KURA_SERVICE_PID = "kura.service.pid";
    private static final String MODELS = "(" + Supervised.KIND + "=models)";
    private static final int MOST_NAMES = 10;
    private static final int MOST_BUNDLES = 3;
    private static final String ENGINE_MISSING = "ENGINE_MISSING";

    /** Of the states of a bundle those in which its model may be missing; the others tell of models that serve. */
    private static final Set<String> WHY_ONE_IS_MISSING =
            Set.of("MODEL_REFUSED", "KEY_MISSING", "BACKBONE_MISSING", "TRYING");

    private final BundleContext context;

    InstalledModels(BundleContext context) {
        this.context = context;
    }

    /**
     * Returns what became of what is wanted: what the bundles say that bring it, or may do so; empty where none does. What became of others
     * is no answer. Any thread.
     */
    Diagnosis explain(Target wanted) {
        return ofModels(models -> models.parts().stream()
                .filter(part -> part instanceof ModelBundle bundle && mayBring(bundle.model(), wanted))
                .map(Supervised::state)
                .filter(state -> WHY_ONE_IS_MISSING.contains(state.code()))
                .limit(MOST_BUNDLES)
                .map(state -> new Diagnosis(state.text(), state.remedy()))
                .reduce(Diagnosis.NONE, Diagnosis::and));
    }

    private Diagnosis ofModels(Function<Supervised, Diagnosis> question) {
        try {
            for (ServiceReference<Supervised> reference : references(Supervised.class, MODELS)) {
                Diagnosis found = use(reference, question);
                if (found != null) {
                    return found;
                }
            }
        } catch (IllegalStateException e) {
            // The bundle has stopped.
        }
        return Diagnosis.NONE;
    }

    /** A filter may ask for more than the name, which nobody knows before the model serves. */
    private static boolean mayBring(String model, Target wanted) {
        return wanted.chosen()
                && (model.isEmpty()
                        || wanted.matches(Map.of(KURA_SERVICE_PID, model))
                        || wanted.filter().contains("(" + KURA_SERVICE_PID + "=" + model + ")"));
    }

    /** Returns which models serve, or why none can; empty where nothing is known. Any thread. */
    Diagnosis present() {
        return served().and(ofModels(models -> {
            State all = models.state();
            return all.code().equals(ENGINE_MISSING) ? new Diagnosis(all.text(), all.remedy()) : Diagnosis.NONE;
        }));
    }

    private Diagnosis served() {
        try {
            String names = references(Model.class, null).stream()
                    .map(reference ->
                            reference.getProperty(KURA_SERVICE_PID) + " " + reference.getProperty(Model.VERSION))
                    .sorted()
                    .limit(MOST_NAMES)
                    .collect(Collectors.joining(", "));
            return names.isEmpty() ? Diagnosis.NONE : Diagnosis.of("the gateway has " + names);
        } catch (IllegalStateException e) {
            // The bundle has stopped.
            return Diagnosis.NONE;
        }
    }

    /**
     * Returns what may have decided before a model did: its version before, or a lower one of the same name that another bundle
     * brings. Null if there is none. Any thread.
     */
    ModelOffer earlierThan(Model present) {
        try {
            for (ServiceReference<EarlierVersion> reference : references(EarlierVersion.class, null)) {
                if (present.name().equals(reference.getProperty(EarlierVersion.NAME))) {
                    ModelOffer offer = use(reference, earlier -> ModelOffer.of(earlier.model()));
                    if (offer != null) {
                        return offer;
                    }
                }
            }
            return lower(present);
        } catch (IllegalStateException e) {
            // The bundle has stopped.
            return null;
        }
    }

    /** Returns what is on trial beside a model, or its own probation; null for nothing. Any thread. */
    ModelTrial trialOf(Model present) {
        try {
            for (ServiceReference<ModelTrial> reference : references(ModelTrial.class, null)) {
                if (present.name().equals(reference.getProperty(ModelTrial.NAME))) {
                    ModelTrial trial = use(reference, Function.identity());
                    if (trial != null && (trial.reference() == present || trial.candidate() == present)) {
                        return trial;
                    }
                }
            }
        } catch (IllegalStateException e) {
            // The bundle has stopped.
        }
        return null;
    }

    private ModelOffer lower(Model present) {
        List<ServiceReference<Model>> highestFirst = references(Model.class, null).stream()
                .filter(reference -> present.name().equals(reference.getProperty(KURA_SERVICE_PID)))
                .sorted(Comparator.reverseOrder())
                .toList();
        boolean passed = false;
        for (ServiceReference<Model> reference : highestFirst) {
            Boolean same = use(reference, model -> model == present);
            if (passed && same != null) {
                return use(reference, ModelOffer::of);
            }
            passed |= Boolean.TRUE.equals(same);
        }
        return null;
    }

    /** Returns what a service gives, null if it has gone. */
    private <S, T> T use(ServiceReference<S> reference, Function<S, T> question) {
        S service = context.getService(reference);
        if (service == null) {
            return null;
        }
        try {
            return question.apply(service);
        } finally {
            context.ungetService(reference);
        }
    }

    private <S> Collection<ServiceReference<S>> references(Class<S> type, String filter) {
        try {
            return context.getServiceReferences(type, filter);
        } catch (InvalidSyntaxException e) {
            return List.of();
        }
    }
}
