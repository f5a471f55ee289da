package io.millwright.inference.remote;

import java.util.List;
import java.util.function.Consumer;

/**
 * The servers that passed their check, and the circuit breaker before them. One is asked until it fails, then the next. Thread-safe.
 */
final class Cluster implements Route {
    private final Breaker breaker;
    private final RemoteCounters counters;
    private final Consumer<RemoteFailure> opened;
    private final Runnable closed;
    private volatile List<InferenceServer> usable = List.of();
    private volatile int at;
    private volatile boolean suspect;

    /**
     * Makes one without servers.
     *
     * @param failures in a row that open the breaker
     * @param opened told when the breaker opens, with the last failure; returns at once
     * @param closed told when the breaker closes; returns at once
     */
    Cluster(int failures, RemoteCounters counters, Consumer<RemoteFailure> opened, Runnable closed) {
        breaker = new Breaker(failures);
        this.counters = counters;
        this.opened = opened;
        this.closed = closed;
    }

    /**
     * Takes over which servers passed. Some: requests go to them; after runs failed one goes first. None: nothing is asked.
     *
     * @param computed whether the check had the servers compute something
     */
    void checked(List<InferenceServer> passed, boolean computed) {
        if (!passed.equals(usable)) {
            usable = List.copyOf(passed);
            at = 0;
        }
        if (passed.isEmpty()) {
            breaker.open();
        } else {
            breaker.checked(computed || !suspect);
        }
    }

    Breaker.State state() {
        return breaker.state();
    }

    @Override
    public InferenceServer next() {
        List<InferenceServer> now = usable;
        if (now.isEmpty() || !breaker.pass()) {
            return null;
        }
        return now.get(Math.floorMod(at, now.size()));
    }

    @Override
    public void succeeded(InferenceServer server) {
        if (breaker.succeeded()) {
            suspect = false;
            closed.run();
        }
    }

    @Override
    public void failed(InferenceServer server, RemoteFailure failure) {
        if (!failure.ofServer()) {
            breaker.undecided();
            return;
        }
        List<InferenceServer> now = usable;
        int asked = now.indexOf(server);
        if (asked >= 0 && asked == Math.floorMod(at, now.size())) {
            // Two who fail at once may step twice; the next failure steps on.
            at = asked + 1;
        }
        if (breaker.failed()) {
            suspect = true;
            counters.opened.incrementAndGet();
            opened.accept(failure);
        }
    }

    @Override
    public void undecided() {
        breaker.undecided();
    }
}
