package io.millwright.pipeline.explain;

import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.Explanation;
import io.millwright.decision.Explanations;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.model.ModelException;
import io.millwright.pipeline.decide.WholeInputs;
import io.millwright.pipeline.explain.ExplainQueue.Job;
import io.millwright.pipeline.listen.Explaining;
import io.millwright.pipeline.listen.ModelFinder;
import io.millwright.pipeline.listen.PipelineKeeper;
import io.millwright.pipeline.listen.PresentModels;
import io.millwright.pipeline.publish.Annexes;
import io.millwright.supervision.Balance;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Explains alarms, and what others in this bundle ask for, one after the other on the thread {@code millwright-explain-1}: by runs of
 * the model on a runner of its own, within a time for each and a share of one core for all, of which each pipeline has its own part.
 * Thread-safe.
 */
@Component(
        service = {DecisionListener.class, Explanations.class, Explaining.class, Supervised.class},
        property = Supervised.KIND + "=" + ExplainRoom.KIND_NAME,
        immediate = true)
public final class ExplainRoom implements DecisionListener, PipelineKeeper, Explanations, Explaining, Supervised {
    static final String KIND_NAME = "explanations";

    private static final Logger LOG = LoggerFactory.getLogger(ExplainRoom.class);
    private static final String NAME = "io.millwright.pipeline.explain";
    private static final int LEAST_BUDGET_MILLIS = 10;
    private static final int GREATEST_BUDGET_MILLIS = 10_000;

    /** So much rest for each time of work: a tenth of a core at most. */
    private static final int RESTS = 9;

    private static final long TIDY_MILLIS = 1_000;
    private static final long STOP_MILLIS = 4_500;
    private static final long BUG_LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Annexes annexes;
    private final LongSupplier nanos;
    private final ExplainQueue queue;
    private final ExplainCounters counters = new ExplainCounters();
    private final ExplainState state = new ExplainState();
    private final KeptExplanations kept = new KeptExplanations();
    private final OpenRunners runners;
    private Thread thread;
    private boolean stopped;

    /** Guarded by this, like the next one. */
    private boolean bugLogged;

    private long bugLoggedNanos;

    /** Starts nothing yet: the thread comes with the first decision to be explained. */
    @Activate
    public ExplainRoom(BundleContext context, @Reference(name = "Annexes") Annexes annexes) {
        this(new PresentModels(context), annexes, System::nanoTime, RESTS);
    }

    ExplainRoom(ModelFinder models, Annexes annexes, LongSupplier nanos, int rests) {
        this.annexes = annexes;
        this.nanos = nanos;
        queue = new ExplainQueue(nanos, rests);
        runners = new OpenRunners(models, nanos, queue::closed, new Opened());
    }

    @Override
    public boolean wantsTensors() {
        return true;
    }

    /** What is to be explained comes with its whole inputs. */
    @Override
    public void decided(Decision decision, FeatureSnapshot inputs) {
        if (inputs instanceof WholeInputs whole) {
            add(new Job(decision, inputs, whole.budgetMillis(), null));
        }
    }

    @Override
    public boolean explain(Decision decision, FeatureSnapshot inputs, int budgetMillis, Consumer<Explanation> done) {
        int budget = Math.min(GREATEST_BUDGET_MILLIS, Math.max(LEAST_BUDGET_MILLIS, budgetMillis));
        return add(new Job(decision, inputs, budget, done));
    }

    private final class Opened implements Opening.Events {
        @Override
        public void over() {
            queue.wake();
        }

        @Override
        public void bug(Throwable t) {
            ExplainRoom.this.bug(t);
        }
    }

    @Override
    public void began(String pipeline) {
        queue.began(pipeline);
    }

    /** What waits of it is told on the thread of explanations. */
    @Override
    public void ended(String pipeline) {
        queue.ended(pipeline);
    }

    private boolean add(Job job) {
        start();
        counters.asked.incrementAndGet();
        boolean added = queue.add(job, this::dropped);
        if (!added) {
            counters.dropped.incrementAndGet();
        }
        return added;
    }

    private void dropped(Job job) {
        counters.dropped.incrementAndGet();
        tell(job, null);
    }

    private synchronized void start() {
        if (thread == null && !stopped) {
            thread = new Thread(this::run, "millwright-explain-1");
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
            thread.setContextClassLoader(ExplainRoom.class.getClassLoader());
            thread.start();
        }
    }

    private void run() {
        try {
            while (!queue.closed()) {
                turn();
                // An engine, or who is told, may have left the flag set; that must end no wait here.
                Thread.interrupted();
            }
        } finally {
            guarded(runners::close);
        }
    }

    /** Whatever befalls one turn, the next one comes. */
    private void turn() {
        try {
            Job job = queue.take(TIDY_MILLIS);
            counters.inProgress.set(job == null ? 0 : 1);
            guarded(runners::tidy);
            queue.left().forEach(this::dropped);
            if (job != null) {
                work(job);
            }
        } catch (InterruptedException e) {
            LOG.debug("Interrupted while it waited; the next turn comes", e);
        } catch (Throwable t) {
            bug(t);
        }
    }

    /** Explains a decision, or has its model opened first; others go before it until then. */
    private void work(Job job) {
        long start = nanos.getAsLong();
        BooleanSupplier opened = null;
        boolean possible = false;
        try {
            opened = runners.prepare(job.decision().model());
            possible = true;
        } catch (NotExplained e) {
            failed(job.decision(), e.getMessage());
        } catch (Throwable t) {
            bug(t);
        }
        if (opened != null) {
            counters.inProgress.set(0);
            queue.putBack(job, opened, this::dropped);
            return;
        }
        Explanation explanation = possible ? explained(job) : null;
        counters.inProgress.set(0);
        queue.worked(nanos.getAsLong() - start + runners.uncountedNanos(), explanation != null);
        tell(job, explanation);
    }

    /** A runner may fail to close: it is out of the way by then. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable t) {
            bug(t);
        }
    }

    /** Returns the explanation, null where there is none. */
    private Explanation explained(Job job) {
        Decision decision = job.decision();
        try {
            OpenRunner runner = runners.of(decision.model());
            if (runner == null) {
                counters.modelGone.incrementAndGet();
                return null;
            }
            Explanation explanation =
                    Explainer.explain(runner, decision, job.inputs(), job.budgetMillis(), nanos, queue::closed);
            counters.explained.incrementAndGet();
            counters.partly.addAndGet(explanation.done() < 1 ? 1 : 0);
            counters.runs.addAndGet(explanation.runs());
            counters.millis.addAndGet(explanation.millis());
            state.explains(decision.model().name());
            kept.keep(explanation);
            return explanation;
        } catch (NotExplained e) {
            failed(decision, e.getMessage());
        } catch (ModelException e) {
            guarded(() -> runners.drop(decision.model()));
            failed(decision, e.getMessage());
        } catch (Throwable t) {
            guarded(() -> runners.drop(decision.model()));
            bug(t);
            counters.failed.incrementAndGet();
        }
        return null;
    }

    private void failed(Decision decision, String why) {
        if (!queue.closed()) {
            // The state first: who sees the count finds the reason.
            state.failed(decision.model().name(), why);
            counters.failed.incrementAndGet();
        } else {
            counters.dropped.incrementAndGet();
        }
    }

    private void bug(Throwable t) {
        counters.bugs.incrementAndGet();
        if (bugToLog()) {
            LOG.error("An explanation failed; the next one is made, please report it", t);
        }
    }

    private synchronized boolean bugToLog() {
        long now = nanos.getAsLong();
        boolean due = !bugLogged || now - bugLoggedNanos > BUG_LOG_NANOS;
        if (due) {
            bugLogged = true;
            bugLoggedNanos = now;
        }
        return due;
    }

    private void tell(Job job, Explanation explanation) {
        try {
            if (job.done() != null) {
                job.done().accept(explanation);
            } else if (explanation != null && !annexes.offer(ExplanationText.annex(explanation))) {
                counters.unpublished.incrementAndGet();
            }
        } catch (Throwable t) {
            bug(t);
        }
    }

    /** Ends the thread within 5 s; what waits is dropped, and counted. */
    @Deactivate
    public void close() {
        Thread running;
        synchronized (this) {
            stopped = true;
            running = thread;
        }
        queue.close().forEach(this::dropped);
        if (running == null) {
            return;
        }
        try {
            running.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (running.isAlive()) {
            LOG.warn("{} has not ended: it waits for a run of a model and ends after it", running.getName());
        }
    }

    @Override
    public List<Explanation> of(String pipeline, String asset) {
        return kept.of(pipeline, asset);
    }

    @Override
    public String pid() {
        return NAME;
    }

    @Override
    public String kind() {
        return KIND_NAME;
    }

    @Override
    public State state() {
        return state.now();
    }

    @Override
    public Map<String, Long> counters() {
        return counters.all(queue.counters(), runners.count());
    }

    @Override
    public List<Balance> balances() {
        return ExplainCounters.BALANCES;
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }
}
