package io.millwright.pipeline.explain;

import io.millwright.decision.Contribution;
import io.millwright.decision.Decision;
import io.millwright.decision.Explanation;
import io.millwright.decision.Explanation.Method;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Value;
import io.millwright.model.Background;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.decide.Explainable;
import io.millwright.pipeline.explain.Explained.Part;
import io.millwright.pipeline.explain.Occlusion.Heat;
import io.millwright.pipeline.explain.Player.Span;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Explains one decision by further runs of the model that made it. Used by one thread. */
final class Explainer {
    /** Few features are explained sooner than the time allows; more of them need more runs. */
    private static final double MILLIS_PER_PLAYER = 4;

    private static final double TOLERANCE = 2e-3;
    private static final double RELATIVE_TOLERANCE = 1e-2;
    private static final double KEPT = 0.8;
    private static final long SEED = 42;

    private final OpenRunner runner;
    private final Decision decision;
    private final ByteBuffer[] explained;
    private final Value value;
    private final Reading reading;
    private final ScoreScale scale;
    private final LongSupplier clock;
    private final BooleanSupplier stopped;
    private final double budgetMillis;
    private long looks;

    private Explainer(
            OpenRunner runner,
            Decision decision,
            FeatureSnapshot inputs,
            double budgetMillis,
            LongSupplier clock,
            BooleanSupplier stopped)
            throws NotExplained {
        this.runner = runner;
        this.decision = decision;
        this.budgetMillis = budgetMillis;
        this.clock = clock;
        this.stopped = stopped;
        int worst = worst(decision.values());
        value = decision.values().get(worst);
        reading = reading(runner.model(), worst, value);
        scale = ScoreScale.of(reading, label());
        explained = ExplainedInputs.of(runner.model(), inputs);
    }

    /**
     * Explains a decision.
     *
     * @param runner of the model that made it, which passed {@link #require}
     * @param budgetMillis how long it may take
     * @param clock nanoseconds
     * @param stopped whether it is to end at once
     * @throws NotExplained if it cannot be explained
     * @throws ModelException if the model fails
     */
    static Explanation explain(
            OpenRunner runner,
            Decision decision,
            FeatureSnapshot inputs,
            double budgetMillis,
            LongSupplier clock,
            BooleanSupplier stopped)
            throws ModelException, NotExplained {
        if (decision.values().isEmpty() || inputs == null) {
            throw new NotExplained("nothing was decided, or the inputs were not kept");
        }
        Explainer explainer = new Explainer(runner, decision, inputs, budgetMillis, clock, stopped);
        boolean picture = PictureScores.picture(runner.model().inputs()) >= 0;
        return picture ? explainer.ofPicture() : explainer.ofFeatures();
    }

    /** Refuses a model whose decisions can never be explained, before it is opened. */
    static void require(Model model) throws NotExplained {
        if (!Explainable.is(model)) {
            throw new NotExplained("the model came without a background: add one to its model.json");
        }
    }

    /** The first of the worst readings. */
    private static int worst(List<Value> values) {
        int worst = 0;
        for (int i = 1; i < values.size(); i++) {
            worst = values.get(i).severity().compareTo(values.get(worst).severity()) > 0 ? i : worst;
        }
        return worst;
    }

    private static Reading reading(Model model, int index, Value value) throws NotExplained {
        List<Reading> readings = model.readings();
        if (index >= readings.size() || !readings.get(index).name().equals(value.name())) {
            throw new NotExplained("the model has no reading '" + value.name() + "' there");
        }
        Reading reading = readings.get(index);
        if (model.outputs().get(reading.output()).type() == ElementType.STRING) {
            throw new NotExplained("the reading '" + reading.name() + "' names its label itself and has no score");
        }
        return reading;
    }

    private int label() throws NotExplained {
        if (reading.task() != Task.CLASSES) {
            return 0;
        }
        int label = reading.labels().indexOf(value.rawLabel());
        if (label < 0) {
            throw new NotExplained("the reading '" + reading.name() + "' has no label '" + value.rawLabel() + "'");
        }
        return label;
    }

    private Deadline deadline(double millis) {
        return new Deadline(clock, Math.min(budgetMillis, millis), stopped);
    }

    private Explanation ofFeatures() throws ModelException, NotExplained {
        Background background = runner.model().background();
        List<Player> players = Players.of(runner.model());
        if (players.isEmpty()) {
            throw new NotExplained("no feature fills the model's inputs");
        }
        Deadline longest = deadline(budgetMillis);
        Deadline deadline = deadline(MILLIS_PER_PLAYER * players.size());
        check(scores(deadline, longest, players, background).look());
        looks = 2;
        Plan plan = Plan.of(players.size(), background.rows(), runner.affordable(deadline.leftNanos()));
        if (!plan.whole()) {
            // A slow model: what the form allows is used.
            deadline = longest;
            plan = Plan.of(players.size(), background.rows(), runner.affordable(deadline.leftNanos()));
        }
        List<Player> apart = Players.atMost(players, plan.players());
        ModelScores scores = scores(deadline, longest, apart, background);
        int[] nearest = NearestRows.of(runner.model(), players, explained, background, longest);
        int[] rows = Arrays.copyOf(nearest, plan.backgrounds());
        Attribution found = plan.method() == Method.SHAPLEY_EXACT
                ? ExactShapley.of(scores, rows)
                : SampledShapley.of(scores, rows, SEED);
        return explanation(found, contributions(apart, found), deadline);
    }

    private ModelScores scores(Deadline usual, Deadline longest, List<Player> players, Background background) {
        return new ModelScores(runner, reading, scale, usual, longest, players, explained, background);
    }

    /** What is explained has to be what was decided: other inputs, or another model, would say something else. */
    private void check(double number) throws NotExplained {
        double off = Math.abs(number - value.number());
        if (!(off <= TOLERANCE + RELATIVE_TOLERANCE * Math.abs(value.number()))) {
            throw new NotExplained("the model says " + number + " of the inputs that were kept, and said "
                    + value.number() + " when it decided");
        }
    }

    private List<Contribution> contributions(List<Player> players, Attribution found) {
        List<Contribution> parts = new ArrayList<>();
        for (int i = 0; i < players.size(); i++) {
            Player player = players.get(i);
            Span shown = player.shown();
            double number = shown == null
                    ? Double.NaN
                    : Elements.get(
                            explained[shown.input()],
                            shown.first(),
                            runner.model().inputs().get(shown.input()).type());
            parts.add(new Part(
                    player.feature(),
                    player.through(),
                    player.from(),
                    player.to(),
                    number,
                    found.amounts()[i],
                    found.errors()[i]));
        }
        parts.sort(Comparator.comparingDouble((Contribution part) -> -Math.abs(part.amount())));
        return parts;
    }

    private Explanation explanation(Attribution found, List<Contribution> parts, Deadline deadline) {
        return new Explained(
                decision,
                reading.name(),
                shownLabel(),
                found.method(),
                scale.scale(),
                found.output(),
                found.expected(),
                parts,
                null,
                found.backgroundRows(),
                found.runs() + looks,
                found.done(),
                Math.round(deadline.passedMillis()));
    }

    private String shownLabel() {
        return reading.task() == Task.CLASSES ? value.rawLabel() : "";
    }

    private Explanation ofPicture() throws ModelException, NotExplained {
        Deadline deadline = deadline(budgetMillis);
        PictureScores scores = new PictureScores(runner, reading, scale, deadline, explained);
        check(scores.look());
        PicturePlane plane = scores.plane();
        HeatGrid grid = HeatGrid.of(plane.height(), plane.width(), runner.affordable(deadline.leftNanos()) * KEPT);
        scores.places(grid);
        Heat heat = Occlusion.of(scores, grid.places(), reading.lowIsBad() && reading.task() != Task.CLASSES ? -1 : 1);
        int greatest = heat.greatest();
        int across = scores.tilesAcross();
        return new Explained(
                decision,
                reading.name(),
                shownLabel(),
                Method.OCCLUSION,
                scale.scale(),
                scores.whole(),
                Double.NaN,
                List.of(),
                new Explained.Map(
                        scores.inputName(),
                        grid,
                        heat.values(),
                        greatest,
                        scores.tile() % across * plane.width() + grid.x(greatest),
                        scores.tile() / across * plane.height() + grid.y(greatest),
                        scores.tile()),
                0,
                scores.runs(),
                heat.done(),
                Math.round(deadline.passedMillis()));
    }
}
