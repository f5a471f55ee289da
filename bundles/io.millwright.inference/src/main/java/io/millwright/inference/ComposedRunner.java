package io.millwright.inference;

import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A runner of a backbone and one of a head as one: a run computes the embedding, copies it into the head's input and computes that. It
 * allocates nothing.
 *
 * <p>Its life is one state word: RUNNING belongs to whoever began the run until its end is known, in whatever thread that is. Whoever
 * leaves it after {@link #close} closes both.
 */
final class ComposedRunner implements ModelRunner {
    static final String STOPPED = "the inference bundle has been stopped; open the model again";

    private static final Logger LOG = LoggerFactory.getLogger(ComposedRunner.class);
    private static final int IDLE = 0;
    private static final int RUNNING = 1;
    private static final int CLOSED = 2;
    /** The run in progress is to end, wherever it is between its two parts. */
    private static final int CANCELLED = 4;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ComposedRunner.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ComposedSession session;
    private final String model;
    private final ModelRunner backbone;
    private final ModelRunner head;
    private final ByteBuffer embedding;
    private final ByteBuffer taken;

    /** Where a started run's head is computed; null if its runner starts runs itself. */
    private final HeadThread thread;

    private final RunnerClose closing;
    private final Completion embedded = this::embedded;
    private final Completion ended = this::ended;

    /** These belong to the run in progress. */
    private long deadlineNanos;

    private Completion completion;
    private volatile int state = IDLE;

    /** Takes over both runners and one use of the session. */
    ComposedRunner(
            ComposedSession session,
            String model,
            ModelRunner backbone,
            ModelRunner head,
            HeadThread thread,
            long closeWaitMillis) {
        this.session = session;
        this.model = model;
        this.backbone = backbone;
        this.head = head;
        this.thread = thread;
        embedding = backbone.output(0);
        taken = head.input(0);
        closing = new RunnerClose(model, session.counts(), closeWaitMillis);
    }

    @Override
    public ByteBuffer input(int i) {
        return backbone.input(i);
    }

    @Override
    public ByteBuffer output(int i) {
        return head.output(i);
    }

    @Override
    public long[] outputShape(int i) {
        return head.outputShape(i);
    }

    @Override
    public void run(long timeoutMillis) throws ModelException {
        begin(timeoutMillis);
        try {
            try {
                backbone.run(timeoutMillis);
            } catch (ModelException e) {
                throw ComposedSession.ofBackbone(model, e);
            }
            if (unwanted()) {
                throw cancelled();
            }
            copy();
            head.run(leftMillis());
        } finally {
            leave();
        }
    }

    @Override
    public void start(long timeoutMillis, Completion done) {
        if (!session.blocksElsewhere()) {
            ModelRunner.super.start(timeoutMillis, done);
            return;
        }
        begin(timeoutMillis);
        completion = done;
        backbone.start(timeoutMillis, embedded);
    }

    /** The backbone's started run is over. On whatever thread tells it, so nothing is computed here. */
    private void embedded(ModelException failure) {
        if (failure != null) {
            ended(ComposedSession.ofBackbone(model, failure));
            return;
        }
        if (unwanted()) {
            ended(cancelled());
            return;
        }
        try {
            copy();
            if (thread == null) {
                head.start(leftMillis(), ended);
            } else {
                hand();
            }
        } catch (RuntimeException e) {
            ended(bug(e));
        }
    }

    private void hand() {
        String refused = thread.add(this);
        if (refused != null) {
            ended(lost(refused));
        }
    }

    /** On the heads' thread: the rest of a started run. */
    void compute() {
        if (unwanted()) {
            ended(cancelled());
            return;
        }
        ModelException failure = null;
        try {
            head.run(leftMillis());
        } catch (ModelException e) {
            failure = e;
        } catch (RuntimeException e) {
            failure = bug(e);
        }
        ended(failure);
    }

    /** Whoever was to compute the rest of a started run has ended. */
    void abandon() {
        ended(lost(STOPPED));
    }

    private void ended(ModelException failure) {
        Completion done = completion;
        completion = null;
        leave();
        try {
            done.done(failure);
        } catch (RuntimeException e) {
            LOG.error("{}: a bug where the end of a run was told, please report it", model, e);
        }
    }

    private void copy() {
        taken.put(0, embedding, 0, taken.capacity());
    }

    private boolean unwanted() {
        return (state & (CANCELLED | CLOSED)) != 0;
    }

    private ModelException cancelled() {
        return lost("the run was cancelled before it was computed");
    }

    private ModelException lost(String why) {
        return new ModelException(model + ": " + why, !why.equals(STOPPED));
    }

    private ModelException bug(RuntimeException e) {
        LOG.error("{}: a bug in a run, please report it", model, e);
        return new ModelException(model + ": the run was lost to a bug, see the log; please report it", true, e);
    }

    private long leftMillis() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
    }

    private void begin(long timeoutMillis) {
        if (timeoutMillis <= 0) {
            throw new IllegalArgumentException("timeoutMillis = " + timeoutMillis + ": must be above 0");
        }
        if (!STATE.compareAndSet(this, IDLE, RUNNING)) {
            throw new IllegalStateException(
                    model + ((state & CLOSED) != 0 ? ": this runner is closed" : ": this runner is already running"));
        }
        deadlineNanos = System.nanoTime()
                + Math.min(OnnxRunner.GREATEST_TIMEOUT_NANOS, TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
    }

    private void leave() {
        int before = (int) STATE.getAndBitwiseAnd(this, CLOSED);
        if ((before & CLOSED) != 0) {
            // Meanwhile.
            free();
        }
    }

    @Override
    public void cancel() {
        for (int seen = state; (seen & RUNNING) != 0; seen = state) {
            if (STATE.compareAndSet(this, seen, seen | CANCELLED)) {
                backbone.cancel();
                head.cancel();
                return;
            }
        }
    }

    @Override
    public void close() {
        int before = (int) STATE.getAndBitwiseOr(this, CLOSED);
        if (before == IDLE) {
            free();
            return;
        }
        if ((before & (RUNNING | CLOSED)) == RUNNING) {
            backbone.cancel();
            head.cancel();
        }
        closing.await();
    }

    private void free() {
        try {
            backbone.close();
        } finally {
            try {
                head.close();
            } finally {
                session.release();
                closing.freed();
            }
        }
    }
}
