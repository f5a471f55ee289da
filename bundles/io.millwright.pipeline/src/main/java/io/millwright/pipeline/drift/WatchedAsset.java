package io.millwright.pipeline.drift;

import io.millwright.decision.AssetFitness;
import io.millwright.decision.Decision;
import io.millwright.decision.DriftLevel;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.ModelIdentity;
import io.millwright.pipeline.reference.TrainingData;
import java.util.Locale;

/** One asset of a pipeline, watched for one version of a model. Thread-safe; the getters do not wait. */
final class WatchedAsset {
    private static final String DOUBT = "outside the training data: ";

    private final String asset;
    private final ModelIdentity model;
    private final TrainingData training;
    private final AssetWatch watch;
    private volatile DriftLevel level = DriftLevel.NONE;
    private volatile String doubt = "";
    private volatile String text = "";
    private boolean errorsTold;

    WatchedAsset(String asset, ModelIdentity model, TrainingData training, double intervalDays) {
        this.asset = asset;
        this.model = model;
        this.training = training;
        watch = new AssetWatch(training, days(intervalDays));
    }

    private double days(double wanted) {
        return wanted > 0 ? wanted : training.reference().alarmIntervalDays();
    }

    /** Whether it is watched for this model. */
    boolean isFor(ModelIdentity other) {
        return other == model
                || other.sha256().equals(model.sha256())
                        && other.version().equals(model.version())
                        && other.name().equals(model.name());
    }

    /** Returns what it takes. */
    long bytes() {
        return AssetWatch.bytes(training.reference());
    }

    /** Takes over another interval between false alarms; 0 for what the model says. */
    synchronized void intervalDays(double wanted) {
        watch.intervalDays(days(wanted));
    }

    /** Takes a decision; returns whether the level is another one. */
    synchronized boolean decided(Decision decision, FeatureSnapshot inputs) {
        boolean changed = watch.decided(decision.windowEndMicros(), inputs, decision.values());
        if (changed) {
            show();
        }
        return changed;
    }

    private void show() {
        level = watch.level();
        text = watch.text();
        doubt = level.compareTo(DriftLevel.OUTSIDE_TRAINING) < 0 ? "" : DOUBT + text;
    }

    synchronized void renew() {
        watch.renew();
        errorsTold = false;
        show();
    }

    synchronized boolean accept() {
        boolean accepted = watch.accept();
        show();
        return accepted;
    }

    /** Takes what a person found out; returns whether it is news that errors have become more frequent. */
    synchronized boolean feedback(boolean wrong) {
        boolean risen = watch.feedback(wrong);
        boolean news = risen && !errorsTold;
        errorsTold = risen;
        return news;
    }

    /** Returns what people found out, for people. */
    synchronized String errors() {
        return String.format(
                Locale.ROOT,
                "%.0f %% of %d decisions that people judged were wrong, and more of the last ones",
                100 * watch.errors().share(),
                watch.errors().answers());
    }

    DriftLevel level() {
        return level;
    }

    /** Returns why decisions are UNCERTAIN, "" where they are not for drift. */
    String doubt() {
        return doubt;
    }

    /** Returns why the level is what it is, "" while it is NONE. */
    String text() {
        return text;
    }

    synchronized long incomplete() {
        return watch.incomplete();
    }

    synchronized long alarms() {
        return watch.alarms();
    }

    synchronized AssetFitness fitness() {
        return new AssetFitness(
                asset,
                model.name() + " " + model.version(),
                level,
                watch.sinceMicros(),
                text,
                watch.rows(),
                watch.learned(),
                watch.alarms());
    }
}
