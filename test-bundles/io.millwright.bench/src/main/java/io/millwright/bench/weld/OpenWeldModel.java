package io.millwright.bench.weld;

import io.millwright.inference.ModelFolder;
import io.millwright.model.Advice;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.advise.AdviceProblem;
import io.millwright.pipeline.advise.AdviceSearch;
import io.millwright.pipeline.advise.Advised;
import io.millwright.pipeline.advise.Scoring;
import io.millwright.pipeline.advise.SearchLimits;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;

/** A weld model, opened as a gateway opens it, and advice by the gateway's own search. Not thread safe. */
final class OpenWeldModel implements AutoCloseable, Scoring {
    private static final int BATCH = 256;
    private static final long RUN_MILLIS = 10_000;

    private final ModelFolder folder;
    private final ModelRunner runner;
    private final List<String> features;
    private final FloatBuffer in;
    private final int goodOutput;

    OpenWeldModel(Path path) throws IOException, ModelException {
        folder = ModelFolder.open(path);
        features = folder.model().inputs().get(0).features().stream()
                .map(Feature::name)
                .toList();
        goodOutput = folder.model().readings().get(0).output();
        runner = folder.model().open(BATCH);
        in = runner.input(0).asFloatBuffer();
    }

    List<String> features() {
        return features;
    }

    Advice advice() {
        return folder.model().advice();
    }

    /** Advice for a weld; no time limit ends the search, so that a slow machine finds the same. */
    Advised advise(Advice advice, double[] present, int candidates, long seed) throws ModelException {
        AdviceProblem problem = AdviceProblem.of(advice, features);
        return new AdviceSearch(problem, this, new SearchLimits(candidates, RUN_MILLIS * 60)).search(present, seed);
    }

    /** The probability of a good weld, row by row. */
    double[] good(double[][] rows) throws ModelException {
        double[] good = new double[rows.length];
        double[] spreads = new double[rows.length];
        for (int from = 0; from < rows.length; from += BATCH) {
            score(rows, from, Math.min(BATCH, rows.length - from), good, spreads);
        }
        return good;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public void score(double[][] candidates, int from, int count, double[] readings, double[] spreads)
            throws ModelException {
        for (int i = 0; i < count; i++) {
            for (int column = 0; column < features.size(); column++) {
                in.put(i * features.size() + column, (float) candidates[from + i][column]);
            }
        }
        runner.run(RUN_MILLIS);
        FloatBuffer good = runner.output(goodOutput).asFloatBuffer();
        FloatBuffer spread = runner.output(advice().spreadOutput()).asFloatBuffer();
        for (int i = 0; i < count; i++) {
            readings[from + i] = good.get(i);
            spreads[from + i] = spread.get(i);
        }
    }

    @Override
    public void close() {
        runner.close();
        folder.close();
    }
}
