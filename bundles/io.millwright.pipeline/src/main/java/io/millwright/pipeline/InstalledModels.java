package io.millwright.pipeline;

import io.millwright.form.Diagnosis;
import io.millwright.model.EarlierVersion;
import io.millwright.model.Model;
import io.millwright.model.ModelTrial;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Says, where a model is missing, what became of models: which are there, and what is the matter with the others. */
final class InstalledModels {
    private static final String MODELS = "(" + Supervised.KIND + "=models)";
    private static final int MOST_NAMES = 10;

    /** Of the states of all models those that leave one out; the others tell of models that serve. */
    private static final Set<String> WHY_ONE_IS_MISSING =
            Set.of("ENGINE_MISSING", "MODEL_REFUSED", "KEY_MISSING", "BACKBONE_MISSING");

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
                .filter(reference -> present.name().equals(reference.getProperty("kura.service.pid")))
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

    private Diagnosis trouble() {
        for (ServiceReference<Supervised> reference : references(Supervised.class, MODELS)) {
            State state = use(reference, Supervised::state);
            if (state != null) {
                return WHY_ONE_IS_MISSING.contains(state.code())
                        ? new Diagnosis(state.text(), state.remedy())
                        : Diagnosis.NONE;
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
