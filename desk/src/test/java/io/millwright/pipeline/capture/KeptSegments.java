package io.millwright.pipeline.capture;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Feedback.Given;
import io.millwright.decision.Opinion;
import io.millwright.decision.Opinion.Verdict;
import io.millwright.decision.Picture;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.decide.ReadingValue;
import io.millwright.seal.GatewayKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Segments as a gateway writes them, by its own code. */
public final class KeptSegments {
    public static final String PIPELINE = "line1";

    private static final long START_MILLIS = 1_780_000_000_000L;

    private final PipelineCapture capture;
    private final Path data;
    private long sequence;

    public KeptSegments(Path data, GatewayKey key) {
        CaptureStore.Surroundings around = new CaptureStore.Surroundings(
                key::certificate, System::currentTimeMillis, System::nanoTime, () -> Long.MAX_VALUE);
        this.data = data;
        capture = new PipelineCapture(PIPELINE, data, around, model -> null, new CaptureState());
        capture.configure(new CaptureSettings(true, 8 << 20, 8 << 20, 30, 1, List.of(), ""), List.of());
    }

    /** Decides on three features; returns the number of the decision. */
    public long decide(double a, double b, double c, boolean alarm) {
        return decide(a, b, c, alarm, List.of());
    }

    /** As {@link #decide(double, double, double, boolean)}, of pictures, too. */
    public long decide(double a, double b, double c, boolean alarm, List<Picture> pictures) {
        sequence++;
        long endMicros = TimeUnit.MILLISECONDS.toMicros(START_MILLIS + sequence * 1_000);
        double[] values = {a, b, c};
        String label = alarm ? "alarm" : "ok";
        capture.decided(
                new PipelineDecision(
                        "Press1",
                        PIPELINE,
                        "",
                        new ModelIdentity("press", "1.0.0", "0".repeat(64), "CPUExecutionProvider"),
                        1,
                        sequence,
                        endMicros - 1,
                        endMicros,
                        Role.SERVING,
                        List.of(new ReadingValue(
                                "score", a + 2 * b + 3 * c, label, label, alarm ? Severity.ALARM : Severity.OK)),
                        Quality.GOOD,
                        "",
                        alarm,
                        alarm,
                        false,
                        0,
                        0,
                        0,
                        false),
                new FeatureSnapshot() {
                    @Override
                    public List<Picture> pictures() {
                        return pictures;
                    }

                    @Override
                    public List<String> features() {
                        return List.of("a", "b", "c");
                    }

                    @Override
                    public int rows() {
                        return 1;
                    }

                    @Override
                    public double value(int row, int column) {
                        return values[column];
                    }
                });
        return sequence;
    }

    public void say(long decision, Verdict verdict, String label) {
        capture.given(new Given(
                new Opinion(PIPELINE, "Press1", 1, decision, verdict, "", label, "", "eva"), decision * 1_000));
    }

    /** Ends the files and returns their folder. */
    public Path folder() throws IOException {
        capture.close();
        return data;
    }
}
