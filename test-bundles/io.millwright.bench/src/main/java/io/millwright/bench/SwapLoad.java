package io.millwright.bench;

import com.eclipsesource.json.JsonObject;
import io.millwright.inference.ModelFolder;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.assembly.Assembly;
import io.millwright.pipeline.assembly.BackgroundThreads;
import io.millwright.pipeline.assembly.SourceOffer;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.lane.LanePool;
import io.millwright.pipeline.publish.OutboxState;
import io.millwright.pipeline.publish.Publishing;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.PipelineState;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.state.StateMessage;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;

/** A pipeline whose source sends one window after the other, and whose model is swapped. */
final class SwapLoad implements AutoCloseable {
    /** By the source's clock, which may go faster than the wall's. */
    private static final long PERIOD_MILLIS = 10;

    private static final long PERIOD_MICROS = PERIOD_MILLIS * 1_000;
    private static final long FIRST_MICROS = 1_700_000_000_000_000L;
    private static final int MOST_WINDOWS = 1 << 22;
    private static final long WAIT_SECONDS = 60;
    private static final int FIFTH = 5;

    private final SwapModels models;
    private final long intervalNanos;
    private final LanePool pool = new LanePool();
    private final BackgroundThreads threads = new BackgroundThreads();
    private final Counters counters = new Counters();
    private final Assembly assembly;
    private final Thread sender = new Thread(this::send, "bench-swap-source");
    private final AtomicLongArray sentNanos = new AtomicLongArray(MOST_WINDOWS);
    private final AtomicIntegerArray decided = new AtomicIntegerArray(MOST_WINDOWS);
    private final AtomicIntegerArray waitedMicros = new AtomicIntegerArray(MOST_WINDOWS);
    private final AtomicLong mixed = new AtomicLong();
    private volatile TagListener listener;
    private volatile boolean done;
    private volatile String version = "";
    private volatile int sent;
    private ModelFolder serving;
    private int swapped;

    SwapLoad(SwapModels models, int rate) {
        this.models = models;
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / rate;
        PipelineState state = new PipelineState(
                "p", counters, message -> {}, System::nanoTime, () -> System.currentTimeMillis() * 1_000);
        assembly = new Assembly(pool, threads, new Heard(), counters, RunNumbers.unkept(), state, System::nanoTime);
        sender.setDaemon(true);
    }

    void run(int swaps, int rehearsals, int quietSeconds, JsonObject result) throws Exception {
        Map<String, Object> form = new HashMap<>();
        form.put("kura.service.pid", "p");
        form.put("window.periodMs", PERIOD_MILLIS);
        form.put("window.latenessMs", 0L);
        assembly.configure(PipelineConfiguration.of(form));
        assembly.source(SourceOffer.of(new Source(), Map.of()));
        serving = ModelFolder.open(models.of(0));
        assembly.model(ModelOffer.of(serving.model()));
        await("a subscription", () -> listener != null);
        sender.start();
        awaitVersion(serving);
        swap(rehearsals);
        int quiet = sent;
        TimeUnit.SECONDS.sleep(quietSeconds);
        int first = sent;
        ProcessLoad process = new ProcessLoad(ProcessHandle.current().pid());
        swap(FIFTH);
        double afterTheFifth = process.residentMegabytesNow();
        swap(swaps / 2 - FIFTH);
        double atTheHalf = process.residentMegabytesNow();
        swap(swaps - swaps / 2);
        double atTheEnd = process.residentMegabytesNow();
        done = true;
        sender.join();
        int last = sent;
        await("the last decision", () -> decided.get(last - 1) > 0);
        report(quiet, first, last, result);
        result.add("rss_after_fifth_mb", Math.round(afterTheFifth))
                .add("rss_growth_percent", SwapBenchmark.growth(afterTheFifth, atTheEnd))
                .add("rss_growth_later_half_percent", SwapBenchmark.growth(atTheHalf, atTheEnd));
        assembly.close();
        serving.close();
    }

    private void report(int quiet, int first, int last, JsonObject result) {
        int lost = 0;
        int twice = 0;
        for (int window = 0; window < last; window++) {
            lost += window > 0 && decided.get(window) == 0 ? 1 : 0;
            twice += decided.get(window) > 1 ? 1 : 0;
        }
        result.add("expected", last - first)
                .add("lost", lost)
                .add("twice", twice)
                .add("mixed", mixed.get())
                .add("swaps_counted", counters.asMap().get("model.swaps"));
        waits("", first, last, result);
        waits("quiet_", quiet, first, result);
    }

    /** How long windows waited from the source's progress to their decision, swaps or not. */
    private void waits(String which, int from, int to, JsonObject result) {
        if (from == to) {
            return;
        }
        int[] waits = new int[to - from];
        for (int i = 0; i < waits.length; i++) {
            waits[i] = waitedMicros.get(from + i);
        }
        Arrays.sort(waits);
        long longer = Arrays.stream(waits).filter(wait -> wait > PERIOD_MICROS).count();
        result.add(which + "wait_us_p50", waits[waits.length / 2])
                .add(which + "wait_us_p99", waits[waits.length * 99 / 100])
                .add(which + "wait_us_most", waits[waits.length - 1])
                .add(which + "waited_over_a_period_percent", Math.round(10_000.0 * longer / waits.length) / 100.0);
    }

    /** One after the other: opened and checked, taken over, seen to decide, the one before closed. */
    private void swap(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            ModelFolder next = ModelFolder.open(models.of(++swapped % SwapModels.VERSIONS));
            assembly.model(ModelOffer.of(next.model()));
            awaitVersion(next);
            serving.close();
            serving = next;
        }
    }

    private void awaitVersion(ModelFolder folder) {
        await(
                "a decision by " + folder.model().version(),
                () -> version.equals(folder.model().version()));
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("not within " + WAIT_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
        }
    }

    /** On a thread of its own: one window after the other, at its time. */
    private void send() {
        TagListener to = listener;
        long start = System.nanoTime();
        int features = SwapModels.tags().length;
        for (int window = 0; !done && window < MOST_WINDOWS; window++) {
            long due = start + window * intervalNanos;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            long micros = FIRST_MICROS + window * PERIOD_MICROS;
            for (int feature = 0; feature < features; feature++) {
                to.sample(feature, SwapModels.value(window % SwapModels.INPUTS, feature), 0, micros);
            }
            sentNanos.set(window, System.nanoTime());
            sent = window + 1;
            to.progress(micros);
        }
    }

    @Override
    public void close() {
        done = true;
        assembly.close();
        threads.close();
        pool.close();
    }

    /** Takes every decision, and holds it against what its version says of its window. */
    private final class Heard implements Publishing {
        @Override
        public boolean offer(PipelineDecision decision) {
            long now = System.nanoTime();
            int window = (int) ((decision.windowEndMicros() - FIRST_MICROS) / PERIOD_MICROS);
            decided.incrementAndGet(window);
            waitedMicros.set(window, (int) ((now - sentNanos.get(window)) / 1_000));
            String by = decision.model().version();
            boolean right =
                    !decision.values().isEmpty() && models.says(by, window % SwapModels.INPUTS, decision.score());
            if (!right) {
                mixed.incrementAndGet();
            }
            if (!by.equals(version)) {
                version = by;
            }
            return true;
        }

        @Override
        public boolean use(CloudPublisher publisher, String pid) {
            return false;
        }

        @Override
        public void allowReconnect(boolean allow) {}

        @Override
        public void offer(StateMessage message) {}

        @Override
        public boolean present() {
            return true;
        }

        @Override
        public OutboxState state() {
            return OutboxState.OK;
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of();
        }
    }

    /** Hands its listener to the sender. */
    private final class Source implements TagSource {
        @Override
        public List<Tag> tags() {
            return Arrays.stream(SwapModels.tags())
                    .map(name -> (Tag) new Number(name))
                    .toList();
        }

        @Override
        public TagSubscription subscribe(Interest what, TagListener to) {
            listener = to;
            return new TagSubscription() {
                @Override
                public Tag tag(int i) {
                    return new Number(what.tagNames().get(i));
                }

                @Override
                public void close() {
                    done = true;
                }
            };
        }
    }

    private record Number(String name) implements Tag {
        @Override
        public String unit() {
            return "";
        }

        @Override
        public Kind kind() {
            return Kind.NUMBER;
        }

        @Override
        public int[] dimensions() {
            return new int[0];
        }

        @Override
        public int samplingMillis() {
            return 10;
        }

        @Override
        public double rangeLow() {
            return Double.NaN;
        }

        @Override
        public double rangeHigh() {
            return Double.NaN;
        }

        @Override
        public Map<Long, String> texts() {
            return Map.of();
        }
    }
}
