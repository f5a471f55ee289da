package io.millwright.pipeline.drift;

import io.millwright.decision.AssetFitness;
import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.DriftLevel;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Feedback;
import io.millwright.decision.FeedbackListener;
import io.millwright.decision.Fitness;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Opinion;
import io.millwright.decision.Quality;
import io.millwright.form.Diagnosis;
import io.millwright.model.Model;
import io.millwright.model.Reference;
import io.millwright.pipeline.listen.Listening;
import io.millwright.pipeline.publish.Annexes;
import io.millwright.pipeline.reference.TrainingData;
import io.millwright.pipeline.window.FeatureWindow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the data and answers of every pipeline whose model says what its training data were like. It listens to decisions only
 * while there is such a model, for that costs a copy of the inputs per decision. What it knows is lost with a restart: then it
 * begins with the training data. Thread-safe.
 */
@Component(service = {FitnessWatch.class, Fitness.class, FeedbackListener.class})
public final class FitnessWatch implements Fitness, DecisionListener, FeedbackListener {
    /** What all assets may take together. */
    private static final long MOST_BYTES = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(FitnessWatch.class);

    private final DriftMessages messages;
    private final Map<String, WatchedPipeline> pipelines = new ConcurrentHashMap<>();
    /** By name, version and hash. */
    private final Map<String, TrainingData> trainings = new ConcurrentHashMap<>();

    private final AtomicLong bytes = new AtomicLong();
    private final Listening listening;

    /** Creates a watch over nothing. */
    @Activate
    public FitnessWatch(
            BundleContext context,
            @org.osgi.service.component.annotations.Reference(name = "Annexes") Annexes annexes) {
        messages = new DriftMessages(annexes);
        // Once nobody listens, nobody says any more which model decides.
        listening = new Listening(
                context,
                this,
                this::wanted,
                () -> pipelines.keySet().stream().filter(this::wantsInputs).toList(),
                () -> {},
                () -> pipelines.values().forEach(this::forgetAll));
    }

    /** Takes a model in; what its training data were like is made ready once. */
    @org.osgi.service.component.annotations.Reference(
            name = "Model",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "unbindModel")
    public void bindModel(Model model) {
        Reference reference = model.reference();
        if (reference != null) {
            trainings.put(key(model.name(), model.version(), model.sha256()), TrainingData.of(reference));
            listening.update();
        }
    }

    void unbindModel(Model model) {
        trainings.remove(key(model.name(), model.version(), model.sha256()));
        listening.update();
    }

    private static String key(String name, String version, String sha256) {
        return name + ' ' + version + ' ' + sha256;
    }

    /**
     * Takes what a pipeline wants; assets that it does not name are forgotten.
     *
     * @param pid the pipeline's {@code kura.service.pid}
     * @param owner who wants it: a pipeline may begin before the one of the same pid has ended
     */
    public void configure(String pid, Object owner, DriftSettings settings, Collection<String> assets) {
        // Whole before another owner's end is looked at.
        WatchedPipeline pipeline = pipelines.compute(pid, (name, before) -> {
            WatchedPipeline now = before == null ? new WatchedPipeline(settings) : before;
            now.settings(settings);
            now.owner(owner);
            return now;
        });
        for (Map.Entry<String, WatchedAsset> entry : pipeline.assets.entrySet()) {
            if (!settings.enabled() || !assets.contains(entry.getKey())) {
                forget(pipeline, entry.getKey());
            } else {
                entry.getValue().intervalDays(settings.intervalDays());
            }
        }
        listening.update();
    }

    /** A pipeline has ended. */
    public void remove(String pid, Object owner) {
        AtomicReference<WatchedPipeline> ended = new AtomicReference<>();
        pipelines.computeIfPresent(pid, (name, pipeline) -> {
            if (pipeline.owner() != owner) {
                return pipeline;
            }
            ended.set(pipeline);
            return null;
        });
        if (ended.get() != null) {
            forgetAll(ended.get());
        }
        listening.update();
    }

    private void forget(WatchedPipeline pipeline, String asset) {
        synchronized (pipeline) {
            WatchedAsset before = pipeline.remove(asset);
            if (before != null) {
                bytes.addAndGet(-before.bytes());
            }
        }
    }

    private void forgetAll(WatchedPipeline pipeline) {
        List.copyOf(pipeline.assets.keySet()).forEach(asset -> forget(pipeline, asset));
    }

    private boolean wanted() {
        return !trainings.isEmpty()
                && pipelines.values().stream()
                        .anyMatch(pipeline -> pipeline.settings().enabled());
    }

    @Deactivate
    void close() {
        listening.close();
    }

    @Override
    public boolean wantsInputs(String pid) {
        WatchedPipeline pipeline = pipelines.get(pid);
        return pipeline != null && pipeline.settings().enabled() && pipeline.watchable();
    }

    @Override
    public void decided(Decision decision, FeatureSnapshot inputs) {
        WatchedPipeline pipeline = pipelines.get(decision.pipeline());
        if (pipeline == null || !pipeline.settings().enabled() || decision.role() != Decision.Role.SERVING) {
            return;
        }
        dropOutdated(pipeline, decision);
        boolean watchable = pipeline.assets.containsKey(decision.asset()) || training(decision) != null;
        if (pipeline.watchable(watchable)) {
            listening.update();
        }
        if (!watchable) {
            pipeline.unwatched.incrementAndGet();
            return;
        }
        if (inputs == null || !isSound(decision)) {
            pipeline.unsound.incrementAndGet();
            return;
        }
        WatchedAsset asset = asset(pipeline, decision);
        if (asset == null) {
            pipeline.unwatched.incrementAndGet();
            return;
        }
        pipeline.decisions.incrementAndGet();
        DriftLevel before = asset.level();
        if (asset.decided(decision, inputs)) {
            tell(pipeline, decision, before, asset.level(), asset.text());
        }
    }

    /** Values that were held, late or stuck say nothing of the machine; such as training never had say the most. */
    private static boolean isSound(Decision decision) {
        return decision.quality() == Quality.GOOD
                || decision.quality() == Quality.UNCERTAIN && decision.reason().contains(FeatureWindow.TRAINING);
    }

    /** Another version is another model: what was seen says nothing of it. */
    private void dropOutdated(WatchedPipeline pipeline, Decision decision) {
        WatchedAsset known = pipeline.assets.get(decision.asset());
        if (known == null || known.isFor(decision.model())) {
            return;
        }
        forget(pipeline, decision.asset());
        if (known.level() != DriftLevel.NONE) {
            tell(pipeline, decision, known.level(), DriftLevel.NONE, "");
        }
    }

    private WatchedAsset asset(WatchedPipeline pipeline, Decision decision) {
        WatchedAsset known = pipeline.assets.get(decision.asset());
        if (known != null) {
            return known;
        }
        TrainingData training = training(decision);
        return training == null ? null : begin(pipeline, decision, training);
    }

    private TrainingData training(Decision decision) {
        ModelIdentity model = decision.model();
        return trainings.get(key(model.name(), model.version(), model.sha256()));
    }

    /** Returns null where memory is used up, or the pipeline or the model has gone meanwhile. */
    private WatchedAsset begin(WatchedPipeline pipeline, Decision decision, TrainingData training) {
        long needed = AssetWatch.bytes(training.reference());
        synchronized (pipeline) {
            if (pipelines.get(decision.pipeline()) != pipeline || !trainings.containsValue(training)) {
                return null;
            }
            if (bytes.addAndGet(needed) > MOST_BYTES) {
                bytes.addAndGet(-needed);
                return null;
            }
            WatchedAsset fresh = new WatchedAsset(
                    decision.asset(),
                    decision.model(),
                    training,
                    pipeline.settings().intervalDays());
            pipeline.put(decision.asset(), fresh);
            return fresh;
        }
    }

    private void tell(WatchedPipeline pipeline, Decision decision, DriftLevel before, DriftLevel now, String text) {
        pipeline.changes.incrementAndGet();
        LOG.info(
                "{}: drift of asset '{}': {} after {}{}",
                decision.pipeline(),
                decision.asset(),
                now,
                before,
                text.isEmpty() ? "" : ": " + text);
        if (!messages.level(decision, before, now, text)) {
            pipeline.untold.incrementAndGet();
        }
    }

    /**
     * Returns why decisions about an asset are UNCERTAIN for drift, "" where they are not. For lanes: waits for nothing.
     *
     * @param model that decides; what was seen of another one is no reason
     */
    public String doubt(String pid, String asset, ModelIdentity model) {
        WatchedAsset watched = find(pid, asset);
        return watched == null || !watched.isFor(model) ? "" : watched.doubt();
    }

    /** Returns what a person has to know of a pipeline's assets, or nothing. */
    public Diagnosis notice(String pid) {
        WatchedPipeline pipeline = pipelines.get(pid);
        return pipeline == null ? Diagnosis.NONE : pipeline.notice();
    }

    /** Returns the counters of a pipeline by name. */
    public Map<String, Long> counters(String pid) {
        Map<String, Long> map = new LinkedHashMap<>();
        WatchedPipeline pipeline = pipelines.get(pid);
        if (pipeline != null) {
            pipeline.count(map);
        }
        return map;
    }

    private WatchedAsset find(String pid, String asset) {
        WatchedPipeline pipeline = pipelines.get(pid);
        return pipeline == null ? null : pipeline.assets.get(asset);
    }

    @Override
    public DriftLevel level(String pid, String asset) {
        WatchedAsset watched = find(pid, asset);
        return watched == null ? DriftLevel.NONE : watched.level();
    }

    @Override
    public List<AssetFitness> assets(String pid) {
        WatchedPipeline pipeline = pipelines.get(pid);
        return pipeline == null ? new ArrayList<>() : pipeline.fitness();
    }

    @Override
    public boolean renew(String pid, String asset) {
        WatchedAsset watched = find(pid, asset);
        if (watched != null) {
            watched.renew();
            LOG.info("{}: drift of asset '{}': what is usual there is learned anew", pid, asset);
        }
        return watched != null;
    }

    @Override
    public boolean accept(String pid, String asset) {
        WatchedAsset watched = find(pid, asset);
        boolean accepted = watched != null && watched.accept();
        if (accepted) {
            LOG.info("{}: drift of asset '{}': what was seen last is usual there from now on", pid, asset);
        }
        return accepted;
    }

    @Override
    public boolean feedback(String pid, String asset, boolean wrong) {
        WatchedAsset watched = find(pid, asset);
        if (watched != null && watched.feedback(wrong)) {
            LOG.warn("{}: errors about asset '{}' have become more frequent: {}", pid, asset, watched.errors());
            WatchedPipeline pipeline = pipelines.get(pid);
            if (!messages.errors(pid, asset, watched.errors()) && pipeline != null) {
                pipeline.untold.incrementAndGet();
            }
        }
        return watched != null;
    }

    @Override
    public void given(Feedback.Given given) {
        Opinion opinion = given.opinion();
        if (opinion.verdict() == Opinion.Verdict.CONFIRMED || opinion.verdict() == Opinion.Verdict.REJECTED) {
            feedback(opinion.pipeline(), opinion.asset(), opinion.verdict() == Opinion.Verdict.REJECTED);
        }
    }
}
