package io.millwright.pipeline.lane;

import io.millwright.model.Aggregate;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.state.Counters;
import io.millwright.status.StatusCodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Time and bytes per sample on the lane with every aggregate on: windows of time with spans of one and of ten rows, and
 * windows of parts. What runs and decisions take is left out, as in {@link LaneBenchmark}.
 */
public final class FeaturesBenchmark {
    private static final int SIGNALS = 10;
    private static final int NOTIFICATION_MICROS = 100_000;
    private static final int WARM_UP = 3000;
    private static final int MEASURED = 10_000;

    private final MeasuredLane measured;
    private final MeasuredOutlet outlet;
    private final Counters counters;
    private final SampleIntake intake;
    private final boolean parts;
    private long time = 1_000_000;
    private long bytes;
    private long nanos;
    private long samples;

    private FeaturesBenchmark(boolean parts) throws Exception {
        this.parts = parts;
        Map<String, Object> settings =
                new HashMap<>(Map.of("kura.service.pid", "bench", "window.periodMs", 1000L, "window.latenessMs", 100L));
        if (parts) {
            settings.put("window.kind", "part");
            settings.put("part.open", "part_number changes");
        }
        PipelineConfiguration configuration = PipelineConfiguration.of(settings);
        List<Feature> features = new ArrayList<>();
        for (int signal = 0; signal < SIGNALS; signal++) {
            for (Aggregate aggregate : Aggregate.values()) {
                String tag = "tag" + signal;
                features.add(DryModel.feature(tag + aggregate, tag, aggregate, 0));
                features.add(DryModel.feature(tag + aggregate + "10", tag, aggregate, parts ? 500 : 10_000));
            }
        }
        measured = MeasuredLane.of(configuration, features);
        outlet = measured.outlet();
        counters = measured.counters();
        intake = measured.intake();
    }

    /** Runs the benchmark; the last line of the output is one JSON object. */
    public static void main(String[] arguments) throws Exception {
        FeaturesBenchmark rows = new FeaturesBenchmark(false);
        rows.measure();
        FeaturesBenchmark parts = new FeaturesBenchmark(true);
        parts.measure();
        System.out.println(String.format(
                Locale.ROOT,
                "{\"benchmark\":\"features\",\"ns_per_sample\":%.1f,\"bytes_per_sample\":%.6f,"
                        + "\"parts_ns_per_sample\":%.1f,\"parts_bytes_per_sample\":%.6f,"
                        + "\"samples\":%d,\"decisions\":%d,\"parts\":%d,\"signals\":%d,\"aggregates\":%d}",
                (double) rows.nanos / rows.samples,
                (double) rows.bytes / rows.samples,
                (double) parts.nanos / parts.samples,
                (double) parts.bytes / parts.samples,
                rows.samples + parts.samples,
                rows.counters.decisions.get(),
                parts.counters.decisions.get(),
                SIGNALS,
                Aggregate.values().length));
    }

    private void measure() {
        for (int n = 0; n < WARM_UP + MEASURED; n++) {
            if (n == WARM_UP) {
                bytes = 0;
                nanos = 0;
                samples = 0;
            }
            samples += deliver(n);
            long startBytes = outlet.bytes() - outlet.runBytes();
            long startNanos = System.nanoTime() - outlet.runNanos();
            measured.serve();
            nanos += System.nanoTime() - outlet.runNanos() - startNanos;
            bytes += outlet.bytes() - outlet.runBytes() - startBytes;
        }
        if (counters.droppedSamples.get() + counters.bugs.get() + counters.late.get() > 0) {
            throw new IllegalStateException("not every sample was used: " + counters.asMap());
        }
    }

    /** One notification: ten samples of each signal, a part of about 700 ms. */
    private int deliver(int n) {
        time += NOTIFICATION_MICROS;
        int delivered = 0;
        List<String> names = intake.interest().tagNames();
        for (int sample = 0; sample < 10; sample++) {
            for (int tag = 0; tag < SIGNALS; tag++) {
                intake.sample(
                        tag, 20 * Math.sin(n + 0.1 * sample + tag), StatusCodes.GOOD, time - 95_000 + sample * 10_000);
                delivered++;
            }
        }
        if (parts && n % 7 == 0) {
            intake.sample(names.indexOf("part_number"), n / 7, StatusCodes.GOOD, time - 3_000);
            delivered++;
        }
        intake.progress(time);
        return delivered;
    }
}
