package io.millwright.opcua;

import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A listener that keeps what it gets, and lets a test wait for it. */
public final class Recorder implements TagListener {
    static final long WAIT_MILLIS = 60_000;

    /** One call: of sample, object, progress (tag -1) or described. */
    public record Call(String method, int tag, double value, Object object, int status, long timeMicros) {}

    private final List<Call> calls = new ArrayList<>();
    private boolean inCall;
    private boolean overlapped;

    @Override
    public void sample(int tag, double value, int status, long timeMicros) {
        add(new Call("sample", tag, value, null, status, timeMicros));
    }

    @Override
    public void object(int tag, Object value, int status, long timeMicros) {
        add(new Call("object", tag, Double.NaN, value, status, timeMicros));
    }

    @Override
    public void progress(long timeMicros) {
        add(new Call("progress", -1, Double.NaN, null, 0, timeMicros));
    }

    @Override
    public void described(int tag, Tag now) {
        add(new Call("described", tag, Double.NaN, now, 0, 0));
    }

    private void add(Call call) {
        enter();
        synchronized (this) {
            calls.add(call);
            notifyAll();
        }
        leave();
    }

    private synchronized void enter() {
        overlapped |= inCall;
        inCall = true;
    }

    private synchronized void leave() {
        inCall = false;
    }

    synchronized boolean overlapped() {
        return overlapped;
    }

    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    public synchronized int size() {
        return calls.size();
    }

    /** Waits until a call at or after {@code from} matches, and returns it. */
    public synchronized Call await(int from, Predicate<Call> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        int at = from;
        while (true) {
            for (; at < calls.size(); at++) {
                if (wanted.test(calls.get(at))) {
                    return calls.get(at);
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("not within " + WAIT_MILLIS + " ms; got "
                        + calls.subList(Math.max(0, calls.size() - 20), calls.size()));
            }
            wait(left);
        }
    }

    public Call await(Predicate<Call> wanted) throws InterruptedException {
        return await(0, wanted);
    }

    public Call awaitValue(int tag, double value) throws InterruptedException {
        return awaitValue(0, tag, value);
    }

    public Call awaitValue(int from, int tag, double value) throws InterruptedException {
        return await(from, call -> call.method().equals("sample") && call.tag() == tag && call.value() == value);
    }

    public Call awaitStatus(int from, int tag, int status) throws InterruptedException {
        return await(
                from,
                call -> (call.method().equals("sample") || call.method().equals("object"))
                        && call.tag() == tag
                        && call.status() == status);
    }
}
