package io.millwright.pipeline.lane;

import io.millwright.pipeline.shape.SampleRing;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.window.Windowing;
import io.millwright.status.StatusCodes;

/** A sample's way from the queue of a lane into the windows of its asset. Confined to the lane; per sample it allocates nothing. */
final class SampleFeed implements LaneQueue.Rescue, Counters.Intake {
    /** What came out of the queue. */
    enum Taken {
        NOTHING,
        SAMPLES,
        PROGRESS
    }

    private static final int SAMPLES_PER_STEP = 64;

    /** A recording that comes at once is served in order, and soon: no lag; ns. */
    private static final long LAG_WAIT_NANOS = 1_000_000_000;

    private final LaneQueue queue;
    private final LaneShapes shapes;
    private final Track[] tracks;
    /** The windows of the only asset, null where there are several. */
    private final Windowing only;

    private final int tagsPerTrack;
    private final Counters counters;

    private long droppedSeen;

    /** What was taken since it was counted last, and of it what were no samples. */
    private long taken;

    private long orders;

    /** Whether the entry taken last waits for its picture. */
    private boolean held;

    /** The two for others to see; written where they change, which is seldom. */
    private volatile long droppedShown;

    private volatile boolean heldShown;

    private volatile long servedMicros;
    private volatile long waitedNanos;

    SampleFeed(LaneQueue queue, LaneShapes shapes, Track[] tracks, int tagsPerTrack, Counters counters) {
        this.queue = queue;
        this.shapes = shapes;
        this.tracks = tracks;
        this.tagsPerTrack = tagsPerTrack;
        this.counters = counters;
        only = tracks.length == 1 ? tracks[0].windows() : null;
        counters.add(this);
    }

    /** Hands samples on, up to the next progress or a bounded number; nothing while one waits for its picture. */
    Taken take() {
        for (int n = 0; n < SAMPLES_PER_STEP; n++) {
            if (!held) {
                if (!queue.take()) {
                    return n > 0 ? Taken.SAMPLES : Taken.NOTHING;
                }
                taken++;
                if (queue.dropped() != droppedSeen) {
                    noteDropped();
                }
            }
            int tag = queue.tag();
            if (tag >= 0) {
                int settled = shapes.settle(tag, queue.value());
                if (settled == SampleRing.PENDING != held) {
                    held = !held;
                    heldShown = held;
                }
                if (held) {
                    return Taken.NOTHING;
                }
                sample(tag, settled);
            } else if (tag == LaneQueue.PROGRESS) {
                orders++;
                progress();
                return Taken.PROGRESS;
            } else {
                orders++;
                forget(queue.forgotten());
            }
        }
        return Taken.SAMPLES;
    }

    private void sample(int tag, int settled) {
        boolean bad = StatusCodes.isBad(settled);
        double value = bad ? Double.NaN : queue.value();
        int status = bad ? settled : queue.status();
        try {
            if (only != null) {
                only.sample(tag, value, status, queue.timeMicros());
            } else {
                tracks[tag / tagsPerTrack].windows().sample(tag % tagsPerTrack, value, status, queue.timeMicros());
            }
        } catch (RuntimeException | Error e) {
            counters.failedSamples.incrementAndGet();
            throw e;
        }
    }

    private void progress() {
        servedMicros = queue.timeMicros();
        long waited = System.nanoTime() - (long) queue.value();
        waitedNanos = waited;
        counters.times.waited(waited);
        for (Track track : tracks) {
            track.windows().progress(servedMicros);
        }
    }

    private void noteDropped() {
        countDropped();
        queue.drainLost(this);
    }

    private void countDropped() {
        long dropped = queue.dropped();
        counters.droppedSamples.addAndGet(dropped - droppedSeen);
        droppedSeen = dropped;
        droppedShown = dropped;
    }

    @Override
    public void forget(int tag) {
        tracks[tag / tagsPerTrack].forget(tag % tagsPerTrack);
    }

    @Override
    public void rescued(int tag, double value, int status, long timeMicros) {
        // A picture that is not decoded yet is found out when its window is written.
        int settled = shapes.settle(tag, value);
        boolean bad = settled != SampleRing.PENDING && StatusCodes.isBad(settled);
        tracks[tag / tagsPerTrack]
                .windows()
                .dropped(tag % tagsPerTrack, bad ? Double.NaN : value, bad ? settled : status, timeMicros);
    }

    /** Adds to the pipeline's counters what was taken since the last time. */
    void count() {
        counters.samples.addAndGet(taken);
        counters.orders.addAndGet(orders);
        taken = 0;
        orders = 0;
    }

    /** Nothing is taken any more: what waits is discarded, counted. Once. */
    void end() {
        count();
        countDropped();
        if (held) {
            counters.failedSamples.incrementAndGet();
            held = false;
            heldShown = false;
        }
        // A source that does not notice the end may still fill the queue: that is nobody's any more.
        long left = queue.waiting();
        counters.remove(this, queue.taken() + left, left);
    }

    @Override
    public long entered() {
        return queue.entered();
    }

    @Override
    public long waiting() {
        return queue.waiting();
    }

    @Override
    public long droppedUncounted() {
        return queue.dropped() - droppedShown;
    }

    @Override
    public long droppedProgress() {
        return queue.droppedProgress();
    }

    @Override
    public long undecoded() {
        return heldShown ? 1 : 0;
    }

    /** Returns how far what is served lies behind what was received, by the source's clock, µs. Any thread. */
    long lagMicros() {
        long received = queue.receivedMicros();
        long served = servedMicros;
        return served == 0 || received == 0 ? 0 : Math.max(0, received - served);
    }

    /** Whether what is served is long behind what was received, and not only because much came at once. Any thread. */
    boolean lags() {
        return lagMicros() > Lane.LAG_LIMIT_MICROS && waitedNanos > LAG_WAIT_NANOS;
    }
}
