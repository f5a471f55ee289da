package io.millwright.pipeline.drift;

import io.millwright.decision.DriftLevel;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Value;
import io.millwright.model.Reference;
import io.millwright.model.Reference.Group;
import io.millwright.model.Reference.LabelShares;
import io.millwright.model.Reference.Residual;
import io.millwright.pipeline.reference.TrainingData;
import java.util.ArrayList;
import java.util.List;

/**
 * One asset's data and answers beside those of the training. Bounded memory, no clock of its own. Not thread-safe; allocates
 * nothing per row but the text of a change.
 */
final class AssetWatch {
    private static final int PACE_ROWS = 100;
    private static final double PACE_CHANGE = 0.02;

    /**
     * So many are left of the alarms that the limits allow, measured: those of several monitors that come together are one, and what is
     * usual here is at first the less certain.
     */
    private static final double LEFT_APART = 0.7;

    private final TrainingData training;
    private final Reference reference;
    private final List<GroupWatch> groups = new ArrayList<>();
    private final List<ResidualWatch> residuals = new ArrayList<>();
    private final List<LabelWatch> labels = new ArrayList<>();
    private final List<Monitor> monitors = new ArrayList<>();
    private final Ladder ladder = new Ladder();
    private final Pace pace = new Pace();
    private final ErrorWatch errors = new ErrorWatch();
    private final double shares;
    private double intervalDays;
    private double paceUsed = Double.NaN;
    private long rows;
    private long incomplete;
    private long sinceMicros;
    private long nowMicros;
    private String text = "";

    /** @param intervalDays how long healthy data take to raise one alarm, on average */
    AssetWatch(TrainingData training, double intervalDays) {
        this.training = training;
        reference = training.reference();
        this.intervalDays = intervalDays;
        build();
        shares = monitors.stream().mapToDouble(Monitor::share).sum();
    }

    /** Returns about how much memory it takes. */
    static long bytes(Reference reference) {
        long dimensions = 0;
        for (Group group : reference.groups()) {
            dimensions += group.memoryRows() > 0 ? group.features().size() : 0;
        }
        dimensions += reference.residuals().size();
        for (LabelShares one : reference.labels()) {
            dimensions += one.labels().size();
        }
        return 2_048 + dimensions * Recent.BYTES;
    }

    private void build() {
        for (int i = 0; i < reference.groups().size(); i++) {
            Group group = reference.groups().get(i);
            if (group.memoryRows() > 0) {
                groups.add(new GroupWatch(reference.rows(), group, training.whitening(i)));
            }
        }
        for (Residual residual : reference.residuals()) {
            residuals.add(new ResidualWatch(reference, residual));
        }
        for (LabelShares one : reference.labels()) {
            labels.add(new LabelWatch(one));
        }
        groups.forEach(group -> monitors.addAll(group.monitors()));
        monitors.addAll(residuals);
        labels.forEach(one -> monitors.addAll(one.monitors()));
    }

    /** Takes over another interval between false alarms. */
    void intervalDays(double days) {
        if (days != intervalDays) {
            intervalDays = days;
            paceUsed = Double.NaN;
        }
    }

    /**
     * Takes a decision that is not BAD.
     *
     * @param endMicros the window's end by the source's clock
     * @return whether the level is another one
     */
    boolean decided(long endMicros, FeatureSnapshot inputs, List<Value> values) {
        rows++;
        nowMicros = endMicros;
        pace.row(endMicros);
        followPace();
        boolean nothingTheMatter = ladder.level() == DriftLevel.NONE;
        boolean whole = true;
        for (int i = 0; i < groups.size(); i++) {
            whole &= groups.get(i).add(inputs, nothingTheMatter);
        }
        for (int i = 0; i < residuals.size(); i++) {
            whole &= residuals.get(i).add(inputs);
        }
        for (int i = 0; i < labels.size(); i++) {
            whole &= labels.get(i).add(values, nothingTheMatter);
        }
        if (!whole) {
            incomplete++;
        }
        return ladder.step(monitors) && changed();
    }

    private boolean changed() {
        sinceMicros = nowMicros;
        text = ladder.level() == DriftLevel.NONE ? "" : ladder.worst().text();
        return true;
    }

    private void followPace() {
        if (rows % PACE_ROWS == 0 || Double.isNaN(paceUsed)) {
            double perDay = pace.rowsPerDay();
            if (Math.abs(perDay - paceUsed) > PACE_CHANGE * paceUsed
                    || Double.isNaN(paceUsed) && !Double.isNaN(perDay)) {
                paceUsed = perDay;
                monitors.forEach(
                        monitor -> monitor.interval(LEFT_APART * intervalDays * perDay * shares / monitor.share()));
            }
        }
    }

    /** Forgets what was seen: what is usual here is learned anew from the training data on. */
    void renew() {
        groups.clear();
        residuals.clear();
        labels.clear();
        monitors.clear();
        build();
        paceUsed = Double.NaN;
        errors.clear();
        calm();
    }

    /** Takes what was seen last as usual; returns whether enough was seen. */
    boolean accept() {
        boolean accepted = !groups.isEmpty();
        for (GroupWatch group : groups) {
            accepted &= group.accept();
        }
        if (accepted) {
            labels.forEach(LabelWatch::accept);
            calm();
        }
        return accepted;
    }

    private void calm() {
        ladder.clear();
        sinceMicros = nowMicros;
        text = "";
    }

    /** Takes what a person found out about a decision; returns whether errors have become more frequent. */
    boolean feedback(boolean wrong) {
        errors.add(wrong);
        return errors.risen();
    }

    ErrorWatch errors() {
        return errors;
    }

    DriftLevel level() {
        return ladder.level();
    }

    /** Returns why the level is what it is, "" while it is NONE. */
    String text() {
        return text;
    }

    long sinceMicros() {
        return sinceMicros;
    }

    long rows() {
        return rows;
    }

    /** Returns how many decisions lacked a feature or a label that is watched. */
    long incomplete() {
        return incomplete;
    }

    long learned() {
        return groups.isEmpty() ? 0 : groups.get(0).learned();
    }

    long alarms() {
        return ladder.alarms();
    }

    List<Monitor> monitors() {
        return monitors;
    }
}
