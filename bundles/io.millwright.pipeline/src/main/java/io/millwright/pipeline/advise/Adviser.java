package io.millwright.pipeline.advise;

import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.DriftLevel;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Fitness;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.Status;
import io.millwright.decision.Recommendations;
import io.millwright.pipeline.listen.Listening;
import io.millwright.pipeline.publish.Annexes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Advice of all pipelines: hears of decisions while a pipeline wants that, has settings looked for that would do better, and tells of
 * them. On a thread of its own, one search at a time. Thread-safe.
 */
@Component(service = {Adviser.class, Recommendations.class})
public final class Adviser implements Recommendations {
    private final AdviceQueue queue = new AdviceQueue(System::nanoTime);
    private final List<Recommendations.Listener> listeners = new CopyOnWriteArrayList<>();
    private final AdviceThread thread;
    private final RecommendationBook book;
    private final Listening listening;

    private volatile Fitness fitness;

    /** Creates the component; it does nothing while no pipeline wants advice. */
    @Activate
    public Adviser(BundleContext context, @Reference(name = "Annexes") Annexes annexes) {
        this(context, new InstalledModel(context), annexes);
    }

    Adviser(BundleContext context, Models models, Annexes annexes) {
        thread = new AdviceThread(queue, new Advising(models, this::objection, SearchLimits.USUAL), annexes, listeners);
        book = new RecommendationBook(
                System::nanoTime, () -> TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()), thread::tell);
        thread.use(book);
        listening = new Listening(context, new Ear(), queue::wanted, thread::start, () -> {});
    }

    private String objection(String pipeline, String asset) {
        Fitness known = fitness;
        DriftLevel level = known == null ? DriftLevel.NONE : known.level(pipeline, asset);
        return level.compareTo(DriftLevel.OUTSIDE_TRAINING) < 0
                ? ""
                : "the machine's data have drifted from what the model was trained with";
    }

    /** Takes what a pipeline's form says. */
    public void configure(String pipeline, AdviceSettings settings) {
        queue.configure(pipeline, settings);
        if (!settings.enabled()) {
            book.forget(pipeline);
        }
        listening.update();
    }

    /** Forgets a pipeline that has ended. */
    public void forget(String pipeline) {
        book.forget(pipeline);
        queue.forget(pipeline);
        listening.update();
    }

    /** Returns the counters of a pipeline by name. */
    public Map<String, Long> counters(String pipeline) {
        AdviceCounters counters = queue.counters(pipeline);
        return counters == null ? Map.of() : counters.asMap();
    }

    private final class Ear implements DecisionListener {
        @Override
        public void decided(Decision decision, FeatureSnapshot inputs) {
            book.progress(decision);
            if (queue.offer(decision, inputs)) {
                thread.wake();
            }
        }

        @Override
        public boolean wantsInputs() {
            return true;
        }
    }

    @Override
    public List<Recommendation> open() {
        return book.open();
    }

    @Override
    public List<Recommendation> recent() {
        return book.recent();
    }

    @Override
    public Recommendation approve(String id, String who, String comment) {
        return book.answer(id, Status.APPROVED, who, comment);
    }

    @Override
    public Recommendation reject(String id, String who, String comment) {
        return book.answer(id, Status.REJECTED, who, comment);
    }

    @Reference(
            name = "Listener",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "unbindListener")
    void bindListener(Recommendations.Listener listener) {
        listeners.add(listener);
    }

    void unbindListener(Recommendations.Listener listener) {
        listeners.remove(listener);
    }

    @Reference(
            name = "Fitness",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "unbindFitness")
    void bindFitness(Fitness wanted) {
        fitness = wanted;
    }

    void unbindFitness(Fitness gone) {
        if (fitness == gone) {
            fitness = null;
        }
    }

    /** Ends the thread; waits for a search in progress for at most 3 s. */
    @Deactivate
    public void close() {
        listening.close();
        thread.close();
    }
}
