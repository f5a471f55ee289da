package io.millwright.inference;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code millwright-inference-loader}: works off what is to be looked at, one bundle at a time, and goes on whatever one of
 * them brings about.
 */
final class LoaderThread {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);
    private static final long FAULT_MILLIS = 1_000;
    private static final int GREATEST_DOUBLINGS = 4;

    /** What is done there. */
    interface Work {
        void begin();

        /** A bundle may have changed; empty = look for the engine again. */
        void look(Optional<Bundle> bundle);

        /** After each look, and from time to time without one. */
        void tidy();

        void end();
    }

    private final Work work;
    private final long roundMillis;
    private final Thread thread = new Thread(this::run, "millwright-inference-loader");

    /** Bounded by the number of bundles: none waits twice. */
    private final BlockingQueue<Optional<Bundle>> queue = new LinkedBlockingQueue<>();

    private final Set<Optional<Bundle>> waiting = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Of those one after the other. */
    private int faults;

    /** The last one, which is in the log already. */
    private String fault = "";

    /** @param roundMillis after so long without a look it tidies all the same */
    LoaderThread(Work work, long roundMillis) {
        this.work = work;
        this.roundMillis = roundMillis;
    }

    void start() {
        thread.setDaemon(true);
        thread.setContextClassLoader(ModelLoader.class.getClassLoader());
        thread.start();
    }

    /** Asks the thread to end, and waits for it. */
    void stop(long joinMillis) throws InterruptedException {
        stopping.countDown();
        // No interrupt: it would break files that are just being kept.
        offer(Optional.empty());
        thread.join(joinMillis);
        if (thread.isAlive()) {
            LOG.warn("Loader is still inside ONNX Runtime after {} ms; it ends when that call returns", joinMillis);
        }
    }

    boolean stopped() {
        return stopping.getCount() == 0;
    }

    /** Asks for a look at a bundle, or for the engine. Returns at once. */
    void offer(Optional<Bundle> bundle) {
        if (waiting.add(bundle)) {
            queue.add(bundle);
        }
    }

    /** Waits on this thread, unless it is to end. */
    void pause(long millis) {
        try {
            if (stopping.await(millis, TimeUnit.MILLISECONDS)) {
                LOG.debug("No more waiting: the loader ends");
            }
        } catch (InterruptedException e) {
            interrupted(e);
        }
    }

    private static void interrupted(InterruptedException e) {
        LOG.warn("Loader was interrupted; it goes on, only stopping the bundle ends it", e);
    }

    private void run() {
        work.begin();
        while (!stopped()) {
            try {
                Optional<Bundle> next = queue.poll(roundMillis, TimeUnit.MILLISECONDS);
                if (next != null && !stopped()) {
                    waiting.remove(next);
                    work.look(next);
                }
                work.tidy();
                faults = 0;
            } catch (InterruptedException e) {
                interrupted(e);
            } catch (Throwable e) {
                goOnAfter(e);
            }
        }
        work.end();
    }

    private void goOnAfter(Throwable e) {
        if (!fault.equals(e.toString())) {
            fault = e.toString();
            LOG.error("Unexpected fault of the loader; it goes on", e);
        }
        pause(FAULT_MILLIS << Math.min(faults++, GREATEST_DOUBLINGS));
    }
}
