package io.millwright.inference.remote;

import io.millwright.inference.remote.RemoteFailure.Kind;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * One request of a run to one server: waits for its turn, is sent, is answered or is too late. Its fields are guarded by the runner, whose
 * present step it is until somebody takes it off.
 */
final class Attempt implements Runnable, BiConsumer<HttpResponse<Answer>, Throwable> {
    private static final long PAUSE_MILLIS = 10;

    private final RemoteRunner runner;
    private final RemoteLink link;
    private final Route route;
    private InferenceServer server;
    private CompletableFuture<HttpResponse<Answer>> pending;
    private ScheduledFuture<?> timer;
    private long millis;
    private boolean permitted;
    private final Runnable turn = this::turn;

    Attempt(RemoteRunner runner, RemoteLink link, Route route) {
        this.runner = runner;
        this.link = link;
        this.route = route;
    }

    /**
     * Goes on its way.
     *
     * @param pauseMillis before that
     */
    void begin(long pauseMillis) {
        long left = TimeUnit.NANOSECONDS.toMillis(runner.remoteEndNanos() - System.nanoTime()) - pauseMillis;
        millis = Math.min(left, link.options().requestTimeoutMillis());
        try {
            ScheduledFuture<?> due =
                    link.threads().timer.schedule(this, Math.max(0, pauseMillis + millis), TimeUnit.MILLISECONDS);
            synchronized (runner) {
                timer = due;
            }
            if (pauseMillis > 0) {
                link.threads().timer.schedule(this::queue, pauseMillis, TimeUnit.MILLISECONDS);
            } else {
                queue();
            }
        } catch (RejectedExecutionException e) {
            end(new RemoteFailure(Kind.OPEN, link.title() + " is stopping", ""), true);
        }
    }

    private void queue() {
        if (link.permits().take(turn)) {
            turn();
        } else {
            link.counters().waited.incrementAndGet();
        }
    }

    /** Has a permit, which it gives back when it is over. */
    private void turn() {
        synchronized (runner) {
            permitted = runner.isAt(this);
        }
        if (!permitted) {
            link.permits().giveBack();
            return;
        }
        InferenceServer next = route.next();
        if (next == null) {
            end(new RemoteFailure(Kind.OPEN, link.title() + ": " + link.whyClosed(), ""), false);
            return;
        }
        try {
            send(next);
        } catch (RemoteFailure e) {
            end(e, false);
        } catch (RejectedExecutionException e) {
            end(new RemoteFailure(Kind.OPEN, link.title() + " is stopping", ""), true);
        } catch (RuntimeException e) {
            link.bug(e);
            end(new RemoteFailure(Kind.UNSENDABLE, link.title() + ": a bug, see the log: " + e, ""), false);
        }
    }

    private void send(InferenceServer next) throws RemoteFailure {
        CompletableFuture<HttpResponse<Answer>> sent;
        synchronized (runner) {
            if (!runner.isAt(this)) {
                // Its time ended between permit and sending, and who ended it gave the permit back.
                route.undecided();
                return;
            }
            server = next;
            Answer answer = runner.exchange().prepare(next);
            link.counters().requests.incrementAndGet();
            link.counters().bytesSent.addAndGet(runner.exchange().requestBytes());
            // The client hands it to its own threads at once.
            sent = runner.exchange().send(answer);
            pending = sent;
        }
        sent.whenComplete(this);
    }

    /** Its time is over. */
    @Override
    public void run() {
        if (!runner.isAt(this)) {
            return;
        }
        link.counters().timeouts.incrementAndGet();
        end(
                server == null
                        ? new RemoteFailure(
                                Kind.CROWDED,
                                link.title() + ": " + link.options().parallel() + " requests were in flight for "
                                        + millis + " ms",
                                "")
                        : server.late(millis),
                false);
    }

    /** The server answered, or did not. */
    @Override
    public void accept(HttpResponse<Answer> response, Throwable thrown) {
        if (!runner.isAt(this)) {
            return;
        }
        if (thrown != null) {
            end(server.failure(thrown), false);
            return;
        }
        Answer answer = response.body();
        link.counters().bytesReceived.addAndGet(answer.length());
        RemoteFailure failure = null;
        synchronized (runner) {
            // Under the lock: the outputs belong to the present step.
            if (!runner.isAt(this)) {
                return;
            }
            try {
                runner.exchange().read(answer);
                runner.leave(this, null);
            } catch (RemoteFailure e) {
                failure = e;
            } catch (RuntimeException e) {
                link.bug(e);
                failure = new RemoteFailure(Kind.CONTRACT, link.title() + ": a bug, see the log: " + e, "");
            }
        }
        if (failure != null) {
            end(failure, false);
        } else {
            tidy(false);
            route.succeeded(server);
            runner.finish(null);
        }
    }

    /** Ends this attempt if it is the present step, and goes on with the next one. */
    void end(RemoteFailure failure, boolean cancelled) {
        boolean mayRepeat = !cancelled
                && failure.kind().again()
                && runner.remoteEndNanos() - System.nanoTime() > TimeUnit.MILLISECONDS.toNanos(2 * PAUSE_MILLIS);
        Object next = runner.after(this, mayRepeat, !cancelled);
        if (next == this) {
            return;
        }
        tidy(true);
        if (server != null && !cancelled) {
            link.counters().failures.incrementAndGet();
            route.failed(server, failure);
        } else if (server != null) {
            route.undecided();
        }
        if (next instanceof Attempt again) {
            link.counters().retries.incrementAndGet();
            // A connection that the server had closed meanwhile is no reason to wait.
            again.begin(failure.kind() == Kind.UNREACHABLE ? 0 : PAUSE_MILLIS);
        } else {
            runner.goOn(next, failure);
        }
    }

    private void tidy(boolean abandoned) {
        CompletableFuture<HttpResponse<Answer>> sent;
        boolean give;
        synchronized (runner) {
            sent = pending;
            give = permitted;
            permitted = false;
            if (timer != null) {
                timer.cancel(false);
            }
        }
        if (abandoned && sent != null) {
            sent.cancel(true);
        }
        if (give) {
            link.permits().giveBack();
        } else {
            link.permits().leave(turn);
        }
    }
}
