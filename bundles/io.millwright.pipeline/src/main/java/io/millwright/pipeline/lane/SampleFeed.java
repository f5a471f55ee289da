package io.millwright.pipeline.lane;

import io.millwright.pipeline.shape.SampleRing;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.window.Windowing;
import io.millwright.status.StatusCodes;

/** A sample's way from the queue of a lane into the windows of its asset. Confined to the lane; per sample it allocates nothing. */
final class SampleFeed implements LaneQueue.Rescue {
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
    private long taken;
    /** Whether the entry taken last waits for its picture. */
    private boolean held;

    private volatile long servedMicros;
    private volatile long waitedNanos;

    SampleFeed(LaneQueue queue, LaneShapes shapes, Track[] tracks, int tagsPerTrack, Counters counters) {
        this.queue = queue;
        this.shapes = shapes;
        this.tracks = tracks;
        this.tagsPerTrack = tagsPerTrack;
        this.counters = counters;
        only = tracks.length == 1 ? tracks[0].windows() : null;
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
                held = settled == SampleRing.PENDING;
                if (held) {
                    return Taken.NOTHING;
                }
                sample(tag, settled);
            } else if (tag == LaneQueue.PROGRESS) {
                progress();
                return Taken.PROGRESS;
            } else {
                forget(queue.forgotten());
            }
        }
        return Taken.SAMPLES;
    }

    private void sample(int tag, int settled) {
        boolean bad = StatusCodes.isBad(settled);
        double value = bad ? Double.NaN : queue.value();
        int status = bad ? settled : queue.status();
        if (only != null) {
            only.sample(tag, value, status, queue.timeMicros());
        } else {
            tracks[tag / tagsPerTrack].windows().sample(tag % tagsPerTrack, value, status, queue.timeMicros());
        }
    }

    private void progress() {
        servedMicros = queue.timeMicros();
        waitedNanos = System.nanoTime() - (long) queue.value();
        for (Track track : tracks) {
            track.windows().progress(servedMicros);
        }
    }

    private void noteDropped() {
        long dropped = queue.dropped();
        counters.droppedSamples.addAndGet(dropped - droppedSeen);
        droppedSeen = dropped;
        queue.drainLost(this);
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

    /** Adds to the pipeline's counter what was taken since the last time. */
    void count() {
        counters.samples.addAndGet(taken);
        taken = 0;
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
