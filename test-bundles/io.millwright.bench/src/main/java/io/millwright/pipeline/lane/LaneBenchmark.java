package io.millwright.pipeline.lane;

import io.millwright.model.Aggregate;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.state.Counters;
import io.millwright.status.StatusCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one sample costs on its way through a lane, from queue take to window write, on one thread. Uses the gateway's own
 * lane; what runs and decisions take is measured apart and left out. Delivery into the queue is reported beside it.
 *
 * <p>The load is that of the {@code line} benchmark: 125 tags at 2 Hz, a notification every 100 ms, a row every 500 ms.
 */
public final class LaneBenchmark {
    private static final int TAGS = 125;
    private static final int WARM_UP_SECONDS = 20_000;
    private static final int MEASURED_SECONDS = 40_000;
    private static final int BLOCK_SECONDS = 20;
    private static final long NOTIFICATION_MICROS = 100_000;

    private final MeasuredLane measured;
    private final MeasuredOutlet outlet;
    private final Counters counters;
    private final SampleIntake intake;
    private long time = 1_000_000;

    private LaneBenchmark() throws Exception {
        PipelineConfiguration configuration = PipelineConfiguration.of(
                Map.of("kura.service.pid", "bench", "window.periodMs", 500L, "window.latenessMs", 100L));
        List<Feature> features = new ArrayList<>();
        for (int tag = 0; tag < TAGS; tag++) {
            features.add(DryModel.feature("tag" + tag, "tag" + tag, Aggregate.LAST, 0));
        }
        measured = MeasuredLane.of(configuration, features);
        outlet = measured.outlet();
        counters = measured.counters();
        intake = measured.intake();
    }

    /** Runs the benchmark; the last line of the output is one JSON object. */
    public static void main(String[] arguments) throws Exception {
        System.out.println(new LaneBenchmark().measure());
    }

    private String measure() {
        Sum ignored = new Sum();
        repeat(WARM_UP_SECONDS, ignored, ignored);
        Sum listener = new Sum();
        Sum served = new Sum();
        repeat(MEASURED_SECONDS, listener, served);
        if (counters.droppedSamples.get() + counters.bugs.get() > 0) {
            throw new IllegalStateException("the load did not fit the queue: " + counters.asMap());
        }
        return String.format(
                Locale.ROOT,
                "{\"benchmark\":\"lane\",\"bytes_per_sample\":%.6f,\"ns_per_sample\":%.1f,"
                        + "\"listener_bytes_per_sample\":%.6f,\"listener_ns_per_sample\":%.1f,"
                        + "\"samples\":%d,\"decisions\":%d,\"tags\":%d}",
                (double) served.bytes / served.samples,
                (double) served.nanos / served.samples,
                (double) listener.bytes / listener.samples,
                (double) listener.nanos / listener.samples,
                served.samples,
                counters.decisions.get(),
                TAGS);
    }

    private static final class Sum {
        private long bytes;
        private long nanos;
        private long samples;
    }

    private void repeat(int seconds, Sum listener, Sum served) {
        for (int block = 0; block < seconds / BLOCK_SECONDS; block++) {
            long bytes = outlet.bytes();
            long nanos = System.nanoTime();
            long samples = deliver();
            listener.nanos += System.nanoTime() - nanos;
            listener.bytes += outlet.bytes() - bytes;
            listener.samples += samples;

            bytes = outlet.bytes() - outlet.runBytes();
            nanos = System.nanoTime() - outlet.runNanos();
            measured.serve();
            served.nanos += System.nanoTime() - outlet.runNanos() - nanos;
            served.bytes += outlet.bytes() - outlet.runBytes() - bytes;
            served.samples += samples;
        }
    }

    private long deliver() {
        long samples = 0;
        for (int notification = 0; notification < BLOCK_SECONDS * 10; notification++) {
            time += NOTIFICATION_MICROS;
            for (int tag = notification % 5; tag < TAGS; tag += 5) {
                intake.sample(tag, tag + notification, StatusCodes.GOOD, time - 20_000);
                samples++;
            }
            intake.progress(time);
        }
        return samples;
    }
}
