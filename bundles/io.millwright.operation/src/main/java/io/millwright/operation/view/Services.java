package io.millwright.operation.view;

import io.millwright.decision.CapturedData;
import io.millwright.decision.Explanations;
import io.millwright.decision.Feedback;
import io.millwright.decision.Fitness;
import io.millwright.decision.Planner;
import io.millwright.decision.PlannerModels;
import io.millwright.decision.Recommendations;
import io.millwright.model.Model;
import io.millwright.model.ModelLifecycle;
import io.millwright.model.ModelTrial;
import io.millwright.supervision.Pausable;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagBrowser;
import io.millwright.tag.TagSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;

/** The services of the other bundles that documents are made of, as they are at the moment. Thread-safe. */
@Component(service = Services.class)
public final class Services {
    static final String KURA_SERVICE_PID = "kura.service.pid";

    private final ServiceTracker<Supervised, Supervised> supervised;
    private final ServiceTracker<TagSource, TagSource> sources;
    private final ServiceTracker<Model, Model> models;
    private final ServiceTracker<ModelLifecycle, ModelLifecycle> lives;
    private final ServiceTracker<ModelTrial, ModelTrial> trials;
    private final ServiceTracker<Recommendations, Recommendations> recommendations;
    private final ServiceTracker<Explanations, Explanations> explanations;
    private final ServiceTracker<Fitness, Fitness> fitness;
    private final ServiceTracker<Feedback, Feedback> feedback;
    private final ServiceTracker<CapturedData, CapturedData> captured;
    private final ServiceTracker<Pausable, Pausable> pausables;
    private final ServiceTracker<Planner, Planner> planners;
    private final ServiceTracker<PlannerModels, PlannerModels> plannerModels;
    private final ServiceTracker<TagBrowser, TagBrowser> looks;

    /** Called by the component runtime. */
    @Activate
    public Services(BundleContext context) {
        supervised = opened(context, Supervised.class);
        sources = opened(context, TagSource.class);
        models = opened(context, Model.class);
        lives = opened(context, ModelLifecycle.class);
        trials = opened(context, ModelTrial.class);
        recommendations = opened(context, Recommendations.class);
        explanations = opened(context, Explanations.class);
        fitness = opened(context, Fitness.class);
        feedback = opened(context, Feedback.class);
        captured = opened(context, CapturedData.class);
        pausables = opened(context, Pausable.class);
        planners = opened(context, Planner.class);
        plannerModels = opened(context, PlannerModels.class);
        looks = opened(context, TagBrowser.class);
    }

    private static <S> ServiceTracker<S, S> opened(BundleContext context, Class<S> type) {
        ServiceTracker<S, S> tracker = new ServiceTracker<>(context, type, null);
        tracker.open();
        return tracker;
    }

    @Deactivate
    void close() {
        List.of(
                        supervised,
                        sources,
                        models,
                        lives,
                        trials,
                        recommendations,
                        explanations,
                        fitness,
                        feedback,
                        captured,
                        pausables,
                        planners,
                        plannerModels,
                        looks)
                .forEach(ServiceTracker::close);
    }

    /** A service with what it was registered with. */
    public record Offered<S>(S service, Map<String, Object> properties) {
        /** Returns the {@code kura.service.pid}, "" if there is none. */
        public String pid() {
            return text(KURA_SERVICE_PID);
        }

        /** Returns a property as text, "" if there is none. */
        public String text(String property) {
            Object value = properties.get(property);
            return value == null ? "" : value.toString();
        }
    }

    /** Returns whatever says how it is, by kind and pid. */
    public List<Supervised> supervised() {
        List<Supervised> found = all(supervised, (service, properties) -> service);
        found.sort(Comparator.comparing(Supervised::kind).thenComparing(Supervised::pid));
        return found;
    }

    /** Returns those of one kind, by pid. */
    public List<Supervised> supervised(String kind) {
        return supervised().stream().filter(each -> each.kind().equals(kind)).toList();
    }

    /** Returns the sources of tags, by pid. */
    public List<Offered<TagSource>> sources() {
        return sorted(sources);
    }

    /** Returns one source of tags. */
    public Optional<Offered<TagSource>> source(String pid) {
        return sources().stream().filter(each -> each.pid().equals(pid)).findFirst();
    }

    /** Returns the models that serve, by name. */
    public List<Offered<Model>> models() {
        return sorted(models);
    }

    /** Returns whether a model is made for planners, and not for tags. */
    public boolean isForPlanners(Model model) {
        return all(plannerModels, (service, properties) -> service).stream().anyMatch(each -> each.takes(model));
    }

    /** Returns what is known of the versions of each model. */
    public List<ModelLifecycle> lives() {
        List<ModelLifecycle> found = all(lives, (service, properties) -> service);
        found.sort(Comparator.comparing(ModelLifecycle::name));
        return found;
    }

    /** Returns the trials that run. */
    public List<Offered<ModelTrial>> trials() {
        return sorted(trials);
    }

    /** Returns who knows advice: of settings, and each planner of its plans. */
    public List<Recommendations> recommendations() {
        return all(recommendations, (service, properties) -> service);
    }

    /** Returns who makes plans, by name. */
    public List<Planner> planners() {
        List<Planner> found = all(planners, (service, properties) -> service);
        found.sort(Comparator.comparing(Planner::name));
        return found;
    }

    /** Returns who knows reasons, empty while nobody does. */
    public Optional<Explanations> explanations() {
        return Optional.ofNullable(explanations.getService());
    }

    /** Returns who knows whether models still fit, empty while nobody does. */
    public Optional<Fitness> fitness() {
        return Optional.ofNullable(fitness.getService());
    }

    /** Returns who takes what people say of decisions, empty while nobody does. */
    public Optional<Feedback> feedback() {
        return Optional.ofNullable(feedback.getService());
    }

    /** Returns who has the data that were kept for training, empty while nobody has. */
    public Optional<CapturedData> captured() {
        return Optional.ofNullable(captured.getService());
    }

    /** Returns what can be paused, by pid. */
    public List<Pausable> pausables() {
        List<Pausable> found = all(pausables, (service, properties) -> service);
        found.sort(Comparator.comparing(Pausable::pid));
        return found;
    }

    /** Returns who looks at the servers of connections, by the connection's pid. */
    public List<Offered<TagBrowser>> looks() {
        List<Offered<TagBrowser>> found = all(looks, Offered::new);
        found.sort(Comparator.comparing(Looks::pid));
        return found;
    }

    private static <S> List<Offered<S>> sorted(ServiceTracker<S, S> tracker) {
        List<Offered<S>> found = all(tracker, Offered::new);
        found.sort(Comparator.comparing(Offered::pid));
        return found;
    }

    private static <S, T> List<T> all(ServiceTracker<S, S> tracker, BiFunction<S, Map<String, Object>, T> made) {
        List<T> found = new ArrayList<>();
        for (Map.Entry<ServiceReference<S>, S> each : tracker.getTracked().entrySet()) {
            found.add(made.apply(each.getValue(), properties(each.getKey())));
        }
        return found;
    }

    private static Map<String, Object> properties(ServiceReference<?> reference) {
        Map<String, Object> properties = new java.util.HashMap<>();
        for (String key : reference.getPropertyKeys()) {
            properties.put(key, reference.getProperty(key));
        }
        return Map.copyOf(properties);
    }
}
