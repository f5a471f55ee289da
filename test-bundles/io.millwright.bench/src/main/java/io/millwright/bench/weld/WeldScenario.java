package io.millwright.bench.weld;

import io.millwright.decision.Recommendation.Kind;
import io.millwright.model.Advice;
import io.millwright.model.ModelException;
import io.millwright.pipeline.advise.Advised;
import io.millwright.simulator.weld.WeldConstants;
import io.millwright.simulator.weld.WeldData;
import io.millwright.simulator.weld.WeldDraw;
import io.millwright.simulator.weld.WeldSamples;
import io.millwright.simulator.weld.WeldTruth;
import io.millwright.simulator.weld.WeldVariable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What weld quality and advice are worth, by the simulator's truth: the model on welds of unseen seeds, and advice to operators
 * whose narrow production is all that a model has seen of their cell. Beside it simpler policies: the greatest probability by
 * the same model, the greatest by one that knew nothing of welding, and to keep the habit, which gains nothing.
 */
public final class WeldScenario {
    private static final int TRIALS = 30_000;
    private static final int NARROW_WELDS = 3_000;
    private static final int TEST_SEEDS = 5;
    private static final int TEST_WELDS = 20_000;

    /** Those of the model's card: figures of the two agree. */
    private static final long FIRST_TEST_SEED = 101;

    private static final int FIRST_OPERATOR = 1_001;
    private static final int TRIALS_SEED = 1;
    private static final int CANDIDATES = 4_096;
    private static final int FEW_CANDIDATES = 512;
    private static final double STEP = 0.15;
    private static final double INSET = 0.02;
    private static final double ROUNDING = 1e-9;

    /** How far outside the ranges a present setting is tried, as a share of each. */
    private static final double OUTSIDE = 0.1;

    /**
     * How much is measured.
     *
     * @param constants of the cell, null for the shipped one
     * @param operators each with a habit, a model and, where cells vary, a cell of his own
     * @param cases welds that each is advised on
     * @param vary standard deviation of the logarithm by which the cells' limits differ from the constants
     * @param proposals that are held against the limits
     * @param laser table of real laser welds, screened where it is present
     */
    public record Extent(Path constants, int operators, int cases, double vary, int proposals, Path laser) {}

    private final Extent extent;
    private final WeldConstants constants;
    private final Path scratch;
    private final WeldTraining training;
    private final WeldTally guarded = new WeldTally();
    private final WeldTally unguarded = new WeldTally();
    private final WeldTally naive = new WeldTally();
    private double least = 1;
    private long proposed;
    private long violations;

    /** Creates the scratch folder and looks for Python. */
    public WeldScenario(Extent extent) throws IOException {
        this.extent = extent;
        constants = extent.constants() == null ? WeldConstants.shipped() : WeldConstants.read(extent.constants());
        scratch = Files.createTempDirectory("millwright-bench-weld");
        training = new WeldTraining(scratch, extent.constants());
        System.out.println("data and models in " + scratch
                + (training.present()
                        ? ""
                        : "; no Python with torch, onnx and sklearn: the shipped model serves everywhere"));
    }

    /** Runs it and returns one JSON object. */
    public String run() throws IOException, ModelException {
        double[] areas = areas();
        System.out.printf(Locale.ROOT, "ROC-AUC %.4f, by the true probability %.4f%n", areas[0], areas[1]);
        for (int i = 0; i < extent.operators(); i++) {
            operator(FIRST_OPERATOR + i);
        }
        return String.format(
                Locale.ROOT,
                "{\"auc\": %.4f, \"bayes_auc\": %.4f, \"captured\": %.4f, \"worse\": %.4f, \"kept\": %.4f,"
                        + " \"least_captured\": %.4f, \"before\": %.4f, \"after\": %.4f, \"best\": %.4f,"
                        + " \"unguarded_captured\": %.4f, \"unguarded_worse\": %.4f,"
                        + " \"naive_captured\": %.4f, \"naive_worse\": %.4f, \"habit_captured\": 0.0,"
                        + " \"proposals\": %d, \"limit_violations\": %d, \"seeds\": %d, \"cases\": %d, \"welds\": %d,"
                        + " \"vary\": %.2f, \"trained\": %b, \"laser\": %s}",
                areas[0],
                areas[1],
                guarded.captured(),
                guarded.worse(),
                guarded.kept(),
                least,
                guarded.before(),
                guarded.after(),
                guarded.best(),
                unguarded.captured(),
                unguarded.worse(),
                naive.captured(),
                naive.worse(),
                proposed,
                violations,
                extent.operators(),
                guarded.cases(),
                NARROW_WELDS,
                extent.vary(),
                training.present(),
                laser());
    }

    /** What real laser welds say where a set-point was left out; null where data or Python are absent. */
    private String laser() throws IOException {
        if (training.present() && Files.isRegularFile(extent.laser())) {
            return training.screening(extent.laser());
        }
        System.out.println("no laser welds at " + extent.laser() + ", or no Python: not screened");
        return "null";
    }

    /** The model's area on welds of unseen seeds, and that of the true probability. */
    private double[] areas() throws IOException, ModelException {
        Path folder = WeldTraining.shipped();
        if (extent.constants() != null && training.present()) {
            Path trials = scratch.resolve("trials.csv");
            WeldData.write(trials, WeldData.Kind.WIDE, TRIALS, TRIALS_SEED, constants);
            folder = training.train(trials, TRIALS_SEED, true);
        }
        double[] sums = new double[2];
        try (OpenWeldModel model = new OpenWeldModel(folder)) {
            for (int i = 0; i < TEST_SEEDS; i++) {
                Random random = WeldData.random(FIRST_TEST_SEED + i);
                WeldDraw draw = new WeldDraw(constants, random);
                WeldTruth truth = new WeldTruth(constants);
                WeldSamples samples = new WeldSamples(constants, random);
                double[][] rows = new double[TEST_WELDS][];
                double[] probabilities = new double[TEST_WELDS];
                boolean[] good = new boolean[TEST_WELDS];
                for (int k = 0; k < TEST_WELDS; k++) {
                    double[] settings = draw.wide();
                    double contamination = draw.contamination();
                    rows[k] = row(model, samples.features(settings, contamination));
                    probabilities[k] = truth.good(settings, contamination);
                    good[k] = draw.falls(probabilities[k]);
                }
                sums[0] += RankedLabels.area(model.good(rows), good) / TEST_SEEDS;
                sums[1] += RankedLabels.area(probabilities, good) / TEST_SEEDS;
            }
        }
        return sums;
    }

    /** One operator: 3,000 welds of production, models on them, and advice on further ones. */
    private void operator(int seed) throws IOException, ModelException {
        Random random = new Random(seed);
        WeldConstants cell = extent.vary() > 0 ? constants.varied(random, extent.vary()) : constants;
        WeldDraw draw = new WeldDraw(cell, random);
        double[] habit = draw.habit();
        Path taught = WeldTraining.shipped();
        Path untaught = taught;
        if (training.present()) {
            Path data = scratch.resolve("narrow-" + seed + ".csv");
            WeldData.writeNarrow(data, NARROW_WELDS, habit, cell, random);
            taught = training.train(data, seed, true);
            untaught = training.train(data, seed, false);
        }
        List<Weld> welds = welds(cell, draw, habit, random);
        try (OpenWeldModel model = new OpenWeldModel(taught);
                OpenWeldModel plain = new OpenWeldModel(untaught)) {
            Advice boldest = new UnguardedAdvice(model.advice());
            WeldTally own = tally(model, model.advice(), welds, cell);
            System.out.println("operator " + seed + ": " + own.line());
            least = Math.min(least, own.captured());
            guarded.add(own);
            unguarded.add(tally(model, boldest, welds, cell));
            naive.add(tally(plain, new UnguardedAdvice(plain.advice()), welds, cell));
            limits(model, boldest, random);
        }
    }

    /** A weld that advice is asked for: what is true, what the model sees, and the best that could be set. */
    private record Weld(double[] settings, double contamination, double[] features, double[] best) {}

    private List<Weld> welds(WeldConstants cell, WeldDraw draw, double[] habit, Random random) {
        WeldTruth truth = new WeldTruth(cell);
        WeldSamples samples = new WeldSamples(cell, random);
        List<Weld> welds = new ArrayList<>();
        for (int i = 0; i < extent.cases(); i++) {
            double[] settings = draw.narrow(habit);
            double contamination = draw.contamination();
            double[] best = truth.best(settings, contamination, STEP, INSET, random);
            welds.add(new Weld(settings, contamination, samples.features(settings, contamination), best));
        }
        return welds;
    }

    /** What advice is worth to an operator who takes all of it over. */
    private static WeldTally tally(OpenWeldModel model, Advice advice, List<Weld> welds, WeldConstants cell)
            throws ModelException {
        WeldTruth truth = new WeldTruth(cell);
        WeldTally tally = new WeldTally();
        for (int i = 0; i < welds.size(); i++) {
            Weld weld = welds.get(i);
            Advised advised = model.advise(advice, row(model, weld.features()), CANDIDATES, i);
            tally.add(
                    truth.good(weld.settings(), weld.contamination()),
                    truth.good(taken(weld.settings(), advised), weld.contamination()),
                    truth.good(weld.best(), weld.contamination()),
                    advised.kind() == Kind.PROPOSED);
        }
        return tally;
    }

    /** The columns that the model sees, of a weld's features. */
    private static double[] row(OpenWeldModel model, double[] features) {
        double[] row = new double[model.features().size()];
        for (int i = 0; i < row.length; i++) {
            String name = model.features().get(i);
            boolean deviation = name.endsWith("_std");
            WeldVariable variable =
                    WeldVariable.valueOf(name.replace("_std", "").toUpperCase(Locale.ROOT));
            row[i] = features[variable.ordinal() + (deviation ? WeldVariable.COUNT : 0)];
        }
        return row;
    }

    /** The settings of an operator who takes advice over. */
    private static double[] taken(double[] settings, Advised advised) {
        double[] taken = settings.clone();
        for (Advised.Setting setting : advised.settings()) {
            if (setting.proposed() != setting.present()) {
                taken[variable(setting).ordinal()] = setting.proposed();
            }
        }
        return taken;
    }

    private static WeldVariable variable(Advised.Setting setting) {
        return WeldVariable.valueOf(setting.feature().toUpperCase(Locale.ROOT));
    }

    /** Holds proposals of the boldest policy against limits and steps, from anywhere in the procedure and beside it. */
    private void limits(OpenWeldModel model, Advice advice, Random random) throws ModelException {
        long until = proposed + extent.proposals() / extent.operators();
        for (long i = 0; proposed < until && i < 100L * extent.proposals(); i++) {
            double[] present = new double[model.features().size()];
            for (int column = 0; column < present.length; column++) {
                if (column < WeldVariable.COUNT) {
                    WeldConstants.Range range = constants.range(WeldVariable.values()[column]);
                    double at = (1 + 2 * OUTSIDE) * random.nextDouble() - OUTSIDE;
                    present[column] = range.min() + at * range.width();
                } else {
                    present[column] = 0.1 + random.nextDouble();
                }
            }
            Advised advised = model.advise(advice, present, FEW_CANDIDATES, i);
            if (advised.kind() == Kind.PROPOSED) {
                proposed++;
                violations += advised.settings().stream().anyMatch(this::violates) ? 1 : 0;
            }
        }
    }

    private boolean violates(Advised.Setting setting) {
        WeldVariable variable = variable(setting);
        WeldConstants.Range range = constants.range(variable);
        double inset = INSET * range.width() - ROUNDING;
        boolean inside = setting.proposed() >= range.min() + inset && setting.proposed() <= range.max() - inset;
        boolean near = Math.abs(setting.proposed() - setting.present()) <= STEP * range.width() + ROUNDING;
        boolean band = setting.low() >= range.min() + inset && setting.high() <= range.max() - inset;
        return variable == WeldVariable.THICKNESS || !inside || !near || !band;
    }
}
