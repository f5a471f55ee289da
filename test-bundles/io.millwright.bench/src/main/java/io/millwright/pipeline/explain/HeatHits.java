package io.millwright.pipeline.explain;

import io.millwright.decision.Explanation;
import io.millwright.inference.ModelFolder;
import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import java.nio.file.Path;
import java.util.List;

/** The pointing game: whether the place that an explanation's heat map is hottest at is where the picture shows its fault. */
public final class HeatHits {
    /** From the middle of a fault to its edge, pixels, and half the distance of two places. */
    private static final int REACH_PIXELS = 10;

    private HeatHits() {}

    /**
     * A picture with a fault.
     *
     * @param inputs pixels of 0 to 255, of each of the model's inputs
     * @param x middle of the fault
     * @param y likewise
     */
    public record Shown(float[][] inputs, int x, int y) {}

    /**
     * What came of it.
     *
     * @param explained alarms that were explained: others are not
     * @param hits how many of these were hottest at the fault
     * @param done the least share of the places that there was time for
     */
    public record Result(int explained, int hits, double done) {}

    /** Has the model of a folder decide and explain each picture. */
    public static Result of(Path folder, List<Shown> shown, double budgetMillis) throws Exception {
        int explained = 0;
        int hits = 0;
        double done = 1;
        try (ModelFolder open = ModelFolder.open(folder)) {
            Model model = open.model();
            try (ModelRunner one = model.open(1);
                    OpenRunner runner = OpenRunner.open(model, System::nanoTime, () -> false)) {
                for (Shown picture : shown) {
                    Decided decided = Decided.of(model, one, picture.inputs());
                    if (!decided.alarm()) {
                        continue;
                    }
                    Explanation said = Explainer.explain(
                            runner, decided.decision(), decided.inputs(), budgetMillis, System::nanoTime, () -> false);
                    explained++;
                    done = Math.min(done, said.done());
                    boolean near = Math.abs(said.heatMap().x() - picture.x()) <= REACH_PIXELS
                            && Math.abs(said.heatMap().y() - picture.y()) <= REACH_PIXELS;
                    hits += near ? 1 : 0;
                }
            }
        }
        return new Result(explained, hits, done);
    }
}
