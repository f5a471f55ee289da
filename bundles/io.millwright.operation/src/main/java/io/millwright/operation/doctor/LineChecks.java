package io.millwright.operation.doctor;

import io.millwright.model.Model;
import io.millwright.operation.doctor.Finding.Code;
import io.millwright.operation.doctor.Surroundings.Kind;
import io.millwright.operation.view.Configurations;
import io.millwright.operation.view.ModelBundles;
import io.millwright.operation.view.Services.Offered;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Connections, pipelines and models: what is chosen and not there, what contradicts, and what they say of themselves. */
final class LineChecks implements Check {
    static final String CONNECTIONS = "io.millwright.opcua.OpcUaConnection";
    private static final String INTERVAL = "publishing.intervalMs";
    private static final int STANDARD_INTERVAL_MILLIS = 500;

    /** The field that a pipeline's state is about. */
    private static final Map<String, String> MISSING =
            Map.of("MODEL_MISSING", ModelChecks.TARGET, "TAG_SOURCE_MISSING", "TagSource.target");

    /** A server may well round; beyond that somebody has to know. */
    private static final double REVISED = 1.5;

    @Override
    public List<Finding> look(Surroundings gateway) {
        List<Finding> found = new ArrayList<>();
        for (Map<String, Object> pipeline : Fields.ofFactory(gateway, Configurations.PIPELINES)) {
            targets(gateway, pipeline, found);
            period(gateway, pipeline, found);
        }
        for (Map<String, Object> connection : Fields.ofFactory(gateway, CONNECTIONS)) {
            interval(gateway, connection, found);
        }
        Predicate<Supervised> toldOtherwise = ModelChecks.telling(gateway);
        for (Supervised each : gateway.supervised()) {
            if (!toldOtherwise.test(each) && !isFound(each, found)) {
                state(each.pid(), each.state(), found);
            }
        }
        return found;
    }

    /** What a pipeline says of a target that matches nothing is found by the target. */
    private static boolean isFound(Supervised component, List<Finding> found) {
        String field = MISSING.get(component.state().code());
        return found.stream()
                .anyMatch(each ->
                        each.pid().equals(component.pid()) && each.field().equals(field));
    }

    private static void targets(Surroundings gateway, Map<String, Object> pipeline, List<Finding> found) {
        String pid = Configurations.pid(pipeline);
        String source = Configurations.text(pipeline, "TagSource.target");
        if (Configurations.taken(gateway.sources(), source).isEmpty()) {
            found.add(nothing(
                    pid,
                    "TagSource.target",
                    source,
                    "connection",
                    gateway.sources().stream().map(Offered::pid).toList()));
        }
        String model = Configurations.text(pipeline, ModelChecks.TARGET);
        if (Configurations.taken(gateway.models(), model).isEmpty()
                && ModelBundles.toBring(gateway.supervised(), model).isEmpty()) {
            found.add(nothing(
                    pid,
                    ModelChecks.TARGET,
                    model,
                    "model",
                    gateway.models().stream().map(Offered::pid).toList()));
        }
        String publisher = Configurations.text(pipeline, "CloudPublisher.target");
        List<String> publishers = gateway.pids(Kind.PUBLISHER);
        if (!publisher.startsWith("(&") && !publishers.contains(Configurations.chosen(publisher))) {
            found.add(nothing(pid, "CloudPublisher.target", publisher, "publisher", publishers));
        }
    }

    private static Finding nothing(String pid, String field, String target, String what, List<String> there) {
        return Finding.of(
                Code.TARGET_MATCHES_NOTHING,
                pid,
                field,
                target,
                "the pipeline's " + what + (target.isEmpty() ? " is not chosen" : " is not there")
                        + ", so it decides nothing",
                "there are: " + (there.isEmpty() ? "none" : String.join(", ", there)),
                "choose one that is there, or create or install it");
    }

    private static void period(Surroundings gateway, Map<String, Object> pipeline, List<Finding> found) {
        List<Offered<Model>> models =
                Configurations.taken(gateway.models(), Configurations.text(pipeline, ModelChecks.TARGET));
        long set = Fields.whole(pipeline, "window.periodMs", 0);
        long trained = models.isEmpty() ? 0 : models.get(0).service().rowPeriodMillis();
        if (set > 0 && trained > 0 && set != trained) {
            found.add(Finding.of(
                    Code.PERIOD_DIFFERS,
                    Configurations.pid(pipeline),
                    "window.periodMs",
                    set,
                    "the rows are " + set + " ms apart, the model was trained with " + trained + " ms",
                    "the model's own statement",
                    "leave the field empty, or train a model for that period"));
        }
    }

    private static void interval(Surroundings gateway, Map<String, Object> connection, List<Finding> found) {
        String pid = Configurations.pid(connection);
        long asked = Fields.whole(connection, INTERVAL, STANDARD_INTERVAL_MILLIS);
        for (Offered<TagSource> source : gateway.sources()) {
            Object revised = source.properties().get(TagSource.PUBLISHING_INTERVAL_MS);
            if (source.pid().equals(pid) && revised instanceof Long millis && millis > asked * REVISED) {
                found.add(Finding.of(
                        Code.PUBLISHING_INTERVAL_REVISED,
                        pid,
                        INTERVAL,
                        asked,
                        "the server sends every " + millis + " ms instead of every " + asked
                                + " ms; decisions come that much later",
                        "what the server answered when the subscription was made",
                        "ask the PLC's programmer for a shorter limit, or set the field to " + millis));
            }
        }
    }

    static void state(String pid, State state, List<Finding> found) {
        if (state.severity() == State.Severity.INFO) {
            return;
        }
        found.add(Finding.of(
                code(state), pid, "", state.code(), state.text(), "its state " + state.code(), state.remedy()));
    }

    static Code code(State state) {
        return state.severity() == State.Severity.WARNING ? Code.STATE_WARNING : Code.STATE_ERROR;
    }
}
