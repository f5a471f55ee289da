package io.millwright.pipeline.advise;

import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.DriftLevel;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Fitness;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.Status;
import io.millwright.decision.Recommendations;
import io.millwright.pipeline.listen.Explaining;
import io.millwright.pipeline.listen.Listening;
import io.millwright.pipeline.listen.ModelFinder;
import io.millwright.pipeline.listen.PresentModels;
import io.millwright.pipeline.publish.Annexes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * them; withdraws what nobody has answered yet once it was made from what is no more. On a thread of its own, one search at a time. SCR
 * makes it, and closes it once. Thread-safe.
 */
@Component(service = {Adviser.class, Recommendations.class})
public final class Adviser implements Recommendations {
    private final AdviceQueue queue = new AdviceQueue(System::nanoTime);
    private final List<Recommendations.Listener> listeners = new CopyOnWriteArrayList<>();
    private final ModelFinder models;
    private final ModelReasons reasons;
    private final AdviceThread thread;
    private final RecommendationBook book;
    private final Listening listening;
    private final AtomicBoolean closed = new AtomicBoolean();

    private volatile Fitness fitness;
    private volatile Explaining explaining;

    /** Creates the component; it does nothing while no pipeline wants advice. */
    @Activate
    public Adviser(BundleContext context, @Reference(name = "Annexes") Annexes annexes) {
        this(context, new PresentModels(context), annexes, ModelReasons.WAIT_MILLIS);
    }

    /** @param explanationMillis longest wait for an explanation */
    Adviser(BundleContext context, ModelFinder models, Annexes annexes, long explanationMillis) {
        this.models = models;
        reasons = new ModelReasons(() -> explaining, explanationMillis);
        Advising advising = new Advising(models, this::objection, reasons, SearchLimits.USUAL);
        thread = new AdviceThread(queue, advising, annexes, listeners);
        book = new RecommendationBook(
                System::nanoTime,
                () -> TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()),
                queue::wants,
                thread::tell);
        thread.use(book, this::look);
        listening = new Listening(context, new Ear(), queue::wanted, queue::wanting, thread::start, () -> {});
    }

    private String objection(String pipeline, String asset) {
        Fitness known = fitness;
        DriftLevel level = known == null ? DriftLevel.NONE : known.level(pipeline, asset);
        return level.compareTo(DriftLevel.OUTSIDE_TRAINING) < 0
                ? ""
                : "the machine's data have drifted from what the model was trained with";
    }

    private void look() {
        book.expire();
        book.review(this::obstacle);
    }

    /** What was made from what is no more must not stand open, however silent the machine is. */
    private String obstacle(Recommendation open) {
        return models.find(open.model()) == null
                ? "the model " + open.model().name() + " " + open.model().version() + " is not installed any more"
                : objection(open.pipeline(), open.asset());
    }

    /**
     * Takes what a pipeline's form says.
     *
     * @param owner who says it: a pipeline may begin before the one of the same pid has ended
     */
    public void configure(String pipeline, Object owner, AdviceSettings settings) {
        queue.configure(pipeline, owner, settings);
        if (!settings.enabled()) {
            book.forget(pipeline, "advice was switched off");
        }
        listening.update();
    }

    /**
     * Forgets a pipeline that ends, unless another owner has taken it over; while its publisher is still there, so that what was open is
     * told. Waits for that for at most 0.5 s.
     */
    public void forget(String pipeline, Object owner) {
        // Before the book forgets: a search in progress must not leave advice behind that nobody withdraws.
        if (queue.end(pipeline, owner)) {
            if (book.forget(pipeline, "the pipeline has ended")) {
                thread.settle();
            }
            queue.forget(pipeline, owner);
            listening.update();
        }
    }

    /** Returns the counters of a pipeline by name. */
    public Map<String, Long> counters(String pipeline) {
        AdviceCounters counters = queue.counters(pipeline);
        return counters == null ? Map.of() : counters.asMap();
    }

    private final class Ear implements DecisionListener {
        @Override
        public void decided(Decision decision, FeatureSnapshot inputs) {
            if (queue.wants(decision.pipeline())) {
                book.heard(decision, inputs);
            }
            if (queue.offer(decision, inputs)) {
                thread.wake();
            }
        }

        @Override
        public boolean wantsInputs(String pipeline) {
            return queue.wants(pipeline);
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
        book.review(open -> open.id().equals(id) ? obstacle(open) : "");
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

    @Reference(
            name = "Explaining",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "unbindExplaining")
    void bindExplaining(Explaining wanted) {
        explaining = wanted;
    }

    void unbindExplaining(Explaining gone) {
        if (explaining == gone) {
            explaining = null;
        }
    }

    /** Ends the thread; waits for a search in progress for at most 3 s. Once: what comes later does nothing. */
    @Deactivate
    public void close() {
        if (closed.compareAndSet(false, true)) {
            listening.close();
            reasons.close();
            thread.close();
        }
    }
}
