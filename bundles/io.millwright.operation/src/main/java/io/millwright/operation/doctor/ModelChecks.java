package io.millwright.operation.doctor;

import io.millwright.model.ModelBundle;
import io.millwright.operation.doctor.Finding.Code;
import io.millwright.operation.view.Configurations;
import io.millwright.operation.view.ModelBundles;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Models that are installed and do not serve, or not as their bundle means: each is told once, with the pipelines that it concerns. */
final class ModelChecks implements Check {
    static final String TARGET = "Model.target";

    /** What a pipeline says of its model by that one's own words. */
    private static final Set<String> RETOLD = Set.of("MODEL_MISSING", "MODEL_UPDATE_REFUSED");

    private static final int MOST_NAMES = 20;

    @Override
    public List<Finding> look(Surroundings gateway) {
        List<Finding> found = new ArrayList<>();
        List<ModelBundle> bundles = ModelBundles.of(gateway.supervised());
        Map<String, Set<String>> waiting = waiting(gateway);
        for (ModelBundle bundle : bundles) {
            Set<String> pipelines = waiting.getOrDefault(key(bundle), Set.of());
            if (!pipelines.isEmpty()) {
                found.add(awaited(bundle, pipelines));
            } else if (isTrouble(bundle.state())) {
                found.add(troubled(bundle, retelling(gateway, bundle)));
            }
        }
        gateway.supervised().stream()
                .filter(each -> each.kind().equals(ModelBundles.KIND))
                .filter(each -> bundles.stream()
                        .noneMatch(one -> one.state().code().equals(each.state().code())))
                .forEach(each -> LineChecks.state(each.pid(), each.state(), found));
        return found;
    }

    /** Returns which components' states say nothing but what is found of a model's bundle here. */
    static Predicate<Supervised> telling(Surroundings gateway) {
        Set<String> waiting =
                waiting(gateway).values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        List<ModelBundle> troubled = ModelBundles.of(gateway.supervised()).stream()
                .filter(bundle -> isTrouble(bundle.state()))
                .toList();
        return component -> component.kind().equals(ModelBundles.KIND)
                || waiting.contains(component.pid())
                        && RETOLD.contains(component.state().code())
                || troubled.stream().anyMatch(bundle -> retells(component, bundle));
    }

    /** Returns the pipelines whose model is not there, by the bundle that was to bring it. */
    private static Map<String, Set<String>> waiting(Surroundings gateway) {
        Map<String, Set<String>> waiting = new HashMap<>();
        List<Supervised> supervised = gateway.supervised();
        for (Map<String, Object> pipeline : Fields.ofFactory(gateway, Configurations.PIPELINES)) {
            String target = Configurations.text(pipeline, TARGET);
            if (Configurations.taken(gateway.models(), target).isEmpty()) {
                ModelBundles.toBring(supervised, target)
                        .ifPresent(bundle -> waiting.computeIfAbsent(key(bundle), any -> new TreeSet<>())
                                .add(Configurations.pid(pipeline)));
            }
        }
        return waiting;
    }

    /** Bundles are asked for anew each time; what they are is in their names. */
    private static String key(ModelBundle bundle) {
        return bundle.pid() + "\n" + bundle.model();
    }

    private static Set<String> retelling(Surroundings gateway, ModelBundle bundle) {
        return gateway.supervised().stream()
                .filter(each -> retells(each, bundle))
                .map(Supervised::pid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean retells(Supervised component, ModelBundle bundle) {
        State state = component.state();
        return component.kind().equals("pipeline")
                && RETOLD.contains(state.code())
                && state.text().contains(bundle.state().text());
    }

    private static boolean isTrouble(State state) {
        return state.severity() != State.Severity.INFO;
    }

    private static Finding awaited(ModelBundle bundle, Set<String> pipelines) {
        State state = bundle.state();
        boolean onTrial = ModelBundles.onTrial(bundle);
        String decides = " of " + names(pipelines)
                + (onTrial
                        ? " is on trial since " + time(state.sinceMicros()) + ", so nothing is decided there yet"
                        : " is installed and does not serve, so nothing is decided there");
        return Finding.of(
                onTrial ? Code.MODEL_ON_TRIAL : Code.TARGET_MATCHES_NOTHING,
                name(bundle),
                TARGET,
                bundle.model(),
                "the model" + decides,
                state.text(),
                onTrial ? "wait until its trial is over" : state.remedy());
    }

    private static Finding troubled(ModelBundle bundle, Set<String> pipelines) {
        State state = bundle.state();
        return Finding.of(
                LineChecks.code(state),
                name(bundle),
                "",
                state.code(),
                state.text() + (pipelines.isEmpty() ? "" : "; it concerns " + names(pipelines)),
                "its state " + state.code(),
                state.remedy());
    }

    /** Returns what people call it; a bundle whose model has no readable name is called as a bundle. */
    private static String name(ModelBundle bundle) {
        return bundle.model().isEmpty() ? bundle.pid() : bundle.model();
    }

    private static String names(Set<String> pipelines) {
        String some = pipelines.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return pipelines.size() > MOST_NAMES ? some + " and " + (pipelines.size() - MOST_NAMES) + " more" : some;
    }

    private static String time(long micros) {
        return Instant.EPOCH
                .plus(micros, ChronoUnit.MICROS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }
}
