package io.millwright.inference.worker;

import io.millwright.inference.worker.WorkerFailed.End;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model, open in a process of its own that all its runners share. From {@link #serve} on a process that ends is started again: after
 * 1 s, and twice as late each time it ends soon, up to 8 s. Thread-safe.
 */
public final class WorkerSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerSession.class);
    private static final long FIRST_MILLIS = 1_000;

    /** An accepted model is back within 10 s, its start included, however often somebody ends its process. */
    private static final long LAST_MILLIS = 8_000;

    /** A process that lived as long begins anew with the first wait. */
    private static final long LONG_MILLIS = 60_000;

    private static final long JOIN_MILLIS = 2_000;

    /**
     * How a model is opened.
     *
     * @param model for messages
     * @param source its files, which may go when the session is open
     * @param memoryBytes the most that its process may allocate
     * @param openMillis in which it has to be open
     * @param by what runs it
     */
    public record Plan(String model, SessionSource source, long memoryBytes, long openMillis, ProviderSetup by) {}

    private final Workers workers;
    private final Plan plan;
    private final SessionFiles files;
    private final Graph graph;
    private final Set<WorkerRunner> runners = ConcurrentHashMap.newKeySet();
    private volatile String trouble = "";
    private volatile long restarts;

    /** Guarded by this, like the next ones. */
    private Worker worker;

    private Worker starting;
    private Thread restarter;
    private Runnable changed;
    private long startedNanos = System.nanoTime();
    private long waitMillis = FIRST_MILLIS;
    private boolean closed;

    private WorkerSession(Workers workers, Plan plan, SessionFiles files, Worker worker, Graph graph) {
        this.workers = workers;
        this.plan = plan;
        this.files = files;
        this.worker = worker;
        this.graph = graph;
    }

    /**
     * Starts a process and opens the model there.
     *
     * @param started hears of the process before it opens anything
     */
    public static WorkerSession open(Workers workers, Plan plan, Consumer<Worker> started) throws WorkerFailed {
        SessionFiles files = null;
        Worker worker = null;
        boolean whole = false;
        try {
            worker = workers.start(plan.memoryBytes(), plan.by().natives());
            started.accept(worker);
            files = workers.files(plan.source());
            Graph graph = open(worker, files, plan);
            whole = true;
            return new WorkerSession(workers, plan, files, worker, graph);
        } catch (IOException e) {
            throw new WorkerFailed(End.NOT_STARTED, "", "the model's file could not be kept for its process: " + e, e);
        } finally {
            if (!whole) {
                if (worker != null) {
                    worker.close();
                }
                if (files != null) {
                    files.close();
                }
            }
        }
    }

    private static Graph open(Worker worker, SessionFiles files, Plan plan) throws WorkerFailed {
        if (files.graph() != null) {
            try {
                return worker.open(files.graph(), true, plan.by(), files.profile(plan.by()), plan.openMillis());
            } catch (WorkerFailed e) {
                if (e.end() != End.REFUSED) {
                    throw e;
                }
                // Whatever it does not like, of the whole file it says it in its maker's words.
                LOG.debug("{} does not open with its weights apart: {}", plan.model(), e.getMessage());
            }
        }
        try {
            return worker.open(files.whole(), false, plan.by(), files.profile(plan.by()), plan.openMillis());
        } catch (WorkerFailed e) {
            throw e.instead(files.whole().toString(), plan.source().onnx().toString());
        }
    }

    public Graph graph() {
        return graph;
    }

    /**
     * Opens a runner.
     *
     * @param model for messages
     * @param closeWaitMillis how long its close waits for a run
     */
    public WorkerRunner runner(
            String model, List<SharedTensor> in, List<SharedTensor> out, long closeWaitMillis, WorkerRunner.Owner owner)
            throws WorkerFailed {
        List<SharedTensor> all = new ArrayList<>(in);
        all.addAll(out);
        SharedMemory memory;
        try {
            memory = SharedMemory.of(all, workers.folder());
        } catch (IOException e) {
            throw new WorkerFailed(End.NOT_STARTED, "", "no memory could be shared with the worker: " + e, e);
        }
        WorkerRunner runner = new WorkerRunner(model, memory, in, out, closeWaitMillis, new Owned(owner));
        boolean open = false;
        try {
            // Not while another process takes over: none would be forgotten.
            synchronized (runners) {
                runner.connect(this::present);
                runners.add(runner);
            }
            open = true;
            return runner;
        } finally {
            if (!open) {
                runner.close();
            }
        }
    }

    private synchronized Worker present() throws WorkerFailed {
        if (closed || !worker.alive()) {
            throw new WorkerFailed(End.DIED, "", "its process ended; another one is being started", null);
        }
        return worker;
    }

    /** Forgets a runner with its end. */
    private final class Owned implements WorkerRunner.Owner {
        private final WorkerRunner.Owner owner;

        Owned(WorkerRunner.Owner owner) {
            this.owner = owner;
        }

        @Override
        public String text(WorkerFailed failure) {
            return owner.text(failure);
        }

        @Override
        public void timedOut() {
            owner.timedOut();
        }

        @Override
        public void kept() {
            owner.kept();
        }

        @Override
        public void freed(WorkerRunner runner, boolean kept) {
            runners.remove(runner);
            owner.freed(runner, kept);
        }
    }

    /**
     * From now on a process that ends is replaced.
     *
     * @param changed called when {@link #trouble} says something else, from any thread
     */
    public void serve(Runnable changed) {
        Worker first;
        synchronized (this) {
            this.changed = changed;
            first = worker;
        }
        first.ended().thenAccept(why -> ended(first, why));
    }

    /** Returns why nothing runs now and what is done about it, "" while all is well. */
    public String trouble() {
        return trouble;
    }

    /** Returns, once, how many nodes each provider has run since the model is open; empty if it runs by the processor alone. */
    public Map<String, Integer> nodes() throws WorkerFailed {
        return plan.by().other() ? present().nodes(plan.openMillis()) : Map.of();
    }

    /** Returns how often its process was started again. */
    public long restarts() {
        return restarts;
    }

    /** Returns the most memory that the present process had for the model, 0 where the system does not tell. */
    public synchronized long takenBytes() {
        return worker.takenBytes();
    }

    /** Returns the number of the present process. */
    public synchronized long pid() {
        return worker.pid();
    }

    private void ended(Worker which, WorkerFailed why) {
        synchronized (this) {
            if (closed || which != worker || which.closed()) {
                return;
            }
            boolean soon = System.nanoTime() - startedNanos < TimeUnit.MILLISECONDS.toNanos(LONG_MILLIS);
            if (!soon) {
                waitMillis = FIRST_MILLIS;
            }
            restarter = new Thread(() -> restart(why.getMessage()), "millwright-worker-restart");
            restarter.setDaemon(true);
            restarter.setContextClassLoader(WorkerSession.class.getClassLoader());
            restarter.start();
        }
    }

    /** On a thread of its own, which ends when another process serves. */
    private void restart(String why) {
        long sinceNanos = System.nanoTime();
        String reason = why;
        while (true) {
            long wait = nextWait();
            tell(reason + "; it is started again after " + wait / FIRST_MILLIS + " s");
            if (!pause(wait)) {
                return;
            }
            try {
                if (!replace()) {
                    return;
                }
                break;
            } catch (WorkerFailed e) {
                reason = e.getMessage();
            } catch (Throwable e) {
                LOG.error("{}: unexpected fault while its process was started again", plan.model(), e);
                reason = e.toString();
            }
        }
        restarts++;
        trouble = "";
        LOG.info(
                "{}: serves again, in another process, {} ms later",
                plan.model(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos));
        changed.run();
    }

    private void tell(String what) {
        if (!what.equals(trouble)) {
            trouble = what;
            LOG.warn("{}: {}", plan.model(), what);
            changed.run();
        }
    }

    private synchronized long nextWait() {
        long wait = waitMillis;
        waitMillis = waitAfter(wait);
        return wait;
    }

    /** Returns the wait after one that did not help, ms. */
    static long waitAfter(long millis) {
        return Math.min(LAST_MILLIS, 2 * millis);
    }

    /** Returns false if it is over. */
    private synchronized boolean pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (long left = millis; !closed && left > 0; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !closed;
    }

    /** Returns false if it is over. */
    private boolean replace() throws WorkerFailed {
        Worker fresh = workers.start(plan.memoryBytes(), plan.by().natives());
        Worker old = null;
        boolean serves = false;
        try {
            synchronized (this) {
                starting = fresh;
                if (closed) {
                    return false;
                }
            }
            open(fresh, files, plan);
            if (plan.by().other()) {
                // Nobody reads its profile.
                fresh.nodes(plan.openMillis());
            }
            synchronized (runners) {
                for (WorkerRunner runner : runners) {
                    runner.move(fresh);
                }
                synchronized (this) {
                    old = worker;
                    worker = fresh;
                    starting = null;
                    startedNanos = System.nanoTime();
                    serves = !closed;
                }
            }
        } finally {
            if (!serves) {
                fresh.close();
            }
            if (old != null) {
                old.close();
            }
        }
        fresh.ended().thenAccept(why -> ended(fresh, why));
        return serves;
    }

    /** Ends the process and gives back what it had. Idempotent. */
    @Override
    public void close() {
        Worker last;
        Worker next;
        Thread restarting;
        synchronized (this) {
            closed = true;
            notifyAll();
            last = worker;
            next = starting;
            restarting = restarter;
        }
        last.close();
        if (next != null) {
            next.close();
        }
        if (restarting != null && restarting != Thread.currentThread()) {
            try {
                restarting.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        files.close();
    }
}
