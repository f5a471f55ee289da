package io.millwright.pipeline.window;

import io.millwright.pipeline.Labels;
import io.millwright.pipeline.grid.SampleHistory;
import io.millwright.pipeline.grid.TagValues;
import io.millwright.pipeline.state.Counters;
import io.millwright.status.StatusCodes;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One window per part. Samples are put in the order of their source time and looked at once no older one can come: when the
 * source's progress has passed them by the lateness, or when every tag has a newer one. So it does not matter whether a
 * trigger arrives before or after the values of its part. A part holds what lies from its opening, included, to its closing,
 * not included, and the margins around. Exactly one decision comes of it; one that is given up is counted.
 */
public final class PartWindows implements Windowing {
    private static final long NEVER = TagValues.NEVER;
    private static final int MOST_WAITING = 256;

    private final PartSettings settings;
    private final WindowSetup setup;
    private final PartFeatures features;
    private final Trigger trigger;
    private final PartNumbers numbers;
    private final TagCondition.Compiled onlyWhile;
    private final Counters counters;
    private final Outlet outlet;

    private final int tags;
    private final SampleHistory samples;
    private final TagValues inForce;
    private final TagValues arrived;
    private final long[] newest;
    private final Disturbances disturbances = new Disturbances();
    private final WaitingParts waiting = new WaitingParts(MOST_WAITING);
    private final String[] lateReason;

    private long seen;
    private long seenMicros = NEVER;
    private long lastProgress = NEVER;
    private long watermark = NEVER;

    private boolean underWay;
    private long openMicros;
    private double openNumber;
    private boolean openIdle;

    /** What the counters were told last, and what was counted since. */
    private long toldOpen;

    private long placed;
    private long valueless;
    private long rescued;
    private long lastNumberMicros;

    /** Creates windows of parts; the setup's configuration has parts. */
    public PartWindows(WindowSetup setup, Counters counters, Outlet outlet) {
        this.setup = setup;
        this.counters = counters;
        this.outlet = outlet;
        FeaturePlan plan = setup.plan();
        settings = setup.part();
        features = new PartFeatures(plan, setup.policy(), setup.shapes());
        onlyWhile = setup.onlyWhile();
        numbers = new PartNumbers(setup.tag(settings.number()), setup.partTexts());
        trigger = new Trigger(
                setup.tag(settings.changes()),
                setup.compile(settings.open()),
                setup.compile(settings.close()),
                settings.every());
        tags = plan.tagNames().size();
        samples = new SampleHistory(setup.sampleLimit());
        inForce = new TagValues(tags);
        arrived = new TagValues(tags);
        newest = new long[tags];
        Arrays.fill(newest, NEVER);
        lateReason = new String[tags];
        for (int tag = 0; tag < tags; tag++) {
            lateReason[tag] = "tag '" + plan.tagNames().get(tag) + "': samples came later than "
                    + Labels.WINDOW_LATENESS_MS + " allows";
        }
    }

    @Override
    public void sample(int tag, double value, int status, long timeMicros) {
        boolean first = arrived.timeMicros(tag) == NEVER;
        if (first && StatusCodes.isNoValueYet(status)) {
            valueless++;
            return;
        }
        noteConnection(tag, status, first);
        arrived.set(tag, value, status, timeMicros);
        long time = timeMicros;
        boolean late = false;
        if (seenMicros != NEVER && time < seenMicros) {
            late = !first && StatusCodes.isUsable(inForce.status(tag));
            if (late) {
                counters.late.incrementAndGet();
                disturbances.add(time, seenMicros, lateReason[tag]);
                if (time < newest[tag]) {
                    return;
                }
            }
            time = seenMicros;
        }
        if (status != StatusCodes.BAD_NO_COMMUNICATION) {
            // That one is the connection's word, not the source's: values of before may still come when it is back.
            newest[tag] = Math.max(newest[tag], time);
        }
        if (!samples.insert(seen, tag, value, status, time)) {
            overflow();
            samples.insert(seen, tag, value, status, time);
        }
        placed += late ? 0 : 1;
    }

    @Override
    public void count() {
        counters.placed.addAndGet(placed);
        counters.valueless.addAndGet(valueless);
        counters.rescued.addAndGet(rescued);
        placed = 0;
        valueless = 0;
        rescued = 0;
        long open = waiting.count() + (underWay ? 1 : 0);
        counters.openParts.addAndGet(open - toldOpen);
        toldOpen = open;
    }

    @Override
    public void end() {
        if (underWay) {
            giveUp(counters.partsUnfinished);
        }
        counters.partsUnfinished.addAndGet(waiting.clear());
        count();
    }

    private void noteConnection(int tag, int status, boolean first) {
        boolean was = !first && arrived.status(tag) == StatusCodes.BAD_NO_COMMUNICATION;
        boolean is = status == StatusCodes.BAD_NO_COMMUNICATION;
        if (is && !was) {
            disturbances.lost(lastProgress);
        } else if (was && !is) {
            disturbances.found();
        }
    }

    /** What is kept fills the memory that it may have: the part under way is given up. */
    private void overflow() {
        if (underWay) {
            giveUp(counters.partsLong);
        }
        outlet.lost(waiting.clear());
        features.trim(samples, Long.MAX_VALUE, seen);
        if (samples.end() - samples.first() >= setup.sampleLimit()) {
            counters.overflowed.addAndGet(samples.end() - seen);
            disturbances.add(seenMicros, Math.max(seenMicros, lastProgress), "dropped samples");
            samples.forgetFrom(seen);
        }
    }

    @Override
    public void dropped(int tag, double value, int status, long timeMicros) {
        disturbances.add(seenMicros == NEVER ? timeMicros : seenMicros, timeMicros, "dropped samples");
        rescued++;
        sample(tag, value, status, timeMicros);
    }

    @Override
    public void forget(int tag) {
        if (arrived.status(tag) == StatusCodes.BAD_NO_COMMUNICATION) {
            disturbances.found();
        }
        inForce.clear(tag);
        arrived.clear(tag);
        features.forget(tag);
        newest[tag] = NEVER;
        for (long p = samples.first(); p < samples.end(); p++) {
            if (samples.tag(p) == tag) {
                samples.forgetTag(p);
            }
        }
        if (underWay) {
            giveUp(counters.partsUnfinished);
        }
        trigger.forget();
    }

    @Override
    public void progress(long timeMicros) {
        if (lastProgress != NEVER && timeMicros < lastProgress) {
            restart(timeMicros);
        } else if (lastProgress != NEVER && timeMicros - lastProgress > setup.gapMicros()) {
            counters.gaps.incrementAndGet();
            disturbances.add(lastProgress, timeMicros, "the connection delivered nothing for a part of the time");
            outlet.interrupted();
        }
        disturbances.progress(timeMicros);
        lastProgress = timeMicros;
        watermark = Math.max(watermark, Math.max(timeMicros - setup.latenessMicros(), sampledByAll()));
    }

    private long sampledByAll() {
        long least = Long.MAX_VALUE;
        for (long time : newest) {
            least = Math.min(least, time);
        }
        return least;
    }

    /** The source's clock went back: what is in force goes on, everything else is of another time. */
    private void restart(long timeMicros) {
        counters.clockRestarts.incrementAndGet();
        if (underWay) {
            giveUp(counters.partsUnfinished);
        }
        counters.partsUnfinished.addAndGet(waiting.clear());
        disturbances.clear();
        samples.forgetBefore(samples.end());
        seen = samples.end();
        seenMicros = NEVER;
        watermark = NEVER;
        Arrays.fill(newest, NEVER);
        for (int tag = 0; tag < tags; tag++) {
            if (arrived.timeMicros(tag) != NEVER) {
                inForce.set(tag, arrived.value(tag), arrived.status(tag), timeMicros);
                newest[tag] = timeMicros;
            }
        }
        features.restart(inForce);
        trigger.forget();
        trigger.look(inForce, false);
        outlet.interrupted();
    }

    @Override
    public boolean step() {
        while (true) {
            boolean more = seen < samples.end() && samples.timeMicros(seen) <= watermark;
            long until = more ? samples.timeMicros(seen) : watermark;
            if (!waiting.isEmpty() && waiting.closeMicros() + settings.afterMicros() <= until) {
                decide();
                return true;
            }
            if (underWay) {
                watchLength(until);
            }
            if (!more) {
                trim();
                return false;
            }
            moment(until);
        }
    }

    private void watchLength(long untilMicros) {
        if (untilMicros - openMicros > settings.greatestMicros()) {
            giveUp(counters.partsLong);
        } else if (settings.timeoutMicros() > 0
                && untilMicros - Math.max(openMicros, seenMicros) > settings.timeoutMicros()) {
            giveUp(counters.partsUnfinished);
        }
    }

    private void giveUp(AtomicLong counter) {
        counter.incrementAndGet();
        underWay = false;
        if (settings.numberAtClosing()) {
            numbers.unnumbered();
        }
    }

    /** All samples of one moment, then the trigger. */
    private void moment(long timeMicros) {
        double numberBefore = numbers.value(inForce);
        while (seen < samples.end() && samples.timeMicros(seen) == timeMicros) {
            int tag = samples.tag(seen);
            if (tag >= 0) {
                inForce.set(tag, samples.value(seen), samples.status(seen), timeMicros);
            }
            seen++;
        }
        seenMicros = timeMicros;
        trigger.look(inForce, underWay);
        if (trigger.closes()) {
            close(timeMicros, numberBefore);
        } else if (underWay) {
            compareNumber(timeMicros);
        }
        if (trigger.opens()) {
            open(timeMicros);
        }
    }

    private void open(long timeMicros) {
        underWay = true;
        counters.begun.incrementAndGet();
        openMicros = timeMicros;
        openIdle = onlyWhile != null && onlyWhile.truth(inForce) == TagCondition.Truth.FALSE;
        openNumber = numbers.value(inForce);
        if (!settings.numberAtClosing()) {
            notePassed(openNumber, timeMicros);
        }
    }

    /** The parts between this number and the one before, where the samples between them were not whole. */
    private void notePassed(double number, long timeMicros) {
        boolean disturbed = disturbances.within(lastNumberMicros, timeMicros + 1) != null;
        counters.partsMissed.addAndGet(numbers.passedOver(number, disturbed));
        lastNumberMicros = timeMicros;
    }

    /**
     * Another number while the trigger says that the same part goes on, after a disturbance: its end and the start of the
     * next one were not seen.
     */
    private void compareNumber(long timeMicros) {
        double number = numbers.value(inForce);
        boolean other = numbers.counts()
                && settings.changes() == null
                && settings.every() == 1
                && !settings.numberAtClosing()
                && !Double.isNaN(openNumber)
                && !Double.isNaN(number)
                && number != openNumber;
        if (other && disturbances.within(openMicros, timeMicros + 1) != null) {
            giveUp(counters.partsUnfinished);
            open(timeMicros);
        }
    }

    private void close(long timeMicros, double numberBefore) {
        boolean byChange = settings.changes() != null;
        boolean whole = !byChange
                || settings.every() > 1
                || trigger.step() == 1
                || disturbances.within(openMicros, timeMicros + 1) == null;
        if (!whole) {
            // The counted tag passed over parts while nobody looked: when this one ended is not known.
            giveUp(counters.partsUnfinished);
            return;
        }
        double number = settings.numberAtClosing() ? (byChange ? numberBefore : numbers.value(inForce)) : openNumber;
        underWay = false;
        if (settings.numberAtClosing()) {
            notePassed(number, timeMicros);
        }
        if (timeMicros - openMicros < settings.leastMicros()) {
            counters.partsShort.incrementAndGet();
        } else if (waiting.full()) {
            counters.partsUnfinished.incrementAndGet();
        } else {
            waiting.add(openMicros, timeMicros, number, openIdle);
        }
    }

    private void decide() {
        long open = waiting.openMicros();
        long close = waiting.closeMicros();
        double number = waiting.number();
        boolean idle = waiting.idle();
        waiting.remove();
        if (setup.gate().shut()) {
            counters.blocked.incrementAndGet();
        } else if (idle) {
            counters.idle.incrementAndGet();
        } else {
            try {
                compute(open, close);
                outlet.due(open, close, number);
            } catch (RuntimeException | Error e) {
                outlet.lost(1);
                throw e;
            }
        }
    }

    private void compute(long open, long close) {
        long start = open - settings.beforeMicros();
        long end = close + settings.afterMicros();
        features.compute(samples, start, end);
        String reason = disturbances.within(start, end);
        if (reason == null && settings.every() <= 1) {
            reason = features.oddLength(close - open);
        }
        if (reason != null) {
            features.window().doubt(reason);
        }
        if (features.window().imputed()) {
            counters.imputed.incrementAndGet();
        }
    }

    private void trim() {
        long from = seenMicros;
        if (underWay) {
            from = Math.min(from, openMicros);
        }
        if (!waiting.isEmpty()) {
            from = Math.min(from, waiting.openMicros());
        }
        if (from == NEVER) {
            return;
        }
        long keep = from - settings.beforeMicros() - features.reachMicros();
        features.trim(samples, keep, seen);
        disturbances.forgetBefore(keep);
    }

    @Override
    public FeatureWindow window() {
        return features.window();
    }

    @Override
    public String partText(double part) {
        return numbers.text(part);
    }

    @Override
    public int waitsForTag() {
        for (int tag = 0; tag < tags; tag++) {
            if (arrived.timeMicros(tag) == NEVER) {
                return tag;
            }
        }
        return -1;
    }

    @Override
    public void continues() {}
}
