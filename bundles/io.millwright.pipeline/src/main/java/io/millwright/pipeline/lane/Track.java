package io.millwright.pipeline.lane;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.AlarmHygiene;
import io.millwright.pipeline.decide.AssetMemory;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.decide.Readings;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.Gate;
import io.millwright.pipeline.window.PartWindows;
import io.millwright.pipeline.window.TimeWindows;
import io.millwright.pipeline.window.WindowSetup;
import io.millwright.pipeline.window.Windowing;
import java.util.List;

/** One asset on a lane: its windows, what was decided of it so far, its sequence. Confined to the lane but for the getters. */
final class Track implements Windowing.Outlet {
    private final Lane lane;
    private final String asset;
    private final Counters counters;
    private final Windowing windows;
    private final Gate gate;
    private final RunNumbers numbers;
    private final AlarmHygiene hygiene;
    private Readings readings;
    private ModelRuns runs;
    private Role role = Role.SERVING;
    private AssetMemory memory;

    private volatile int tagWithoutValue = -1;
    private volatile Quality lastQuality = Quality.GOOD;
    private volatile String lastReason = "";
    private volatile Severity severity = Severity.OK;

    /** Why its last run failed, "" where it did not; written before the next one is read. */
    private volatile String failure = "";

    /** How often it had been idle by then. */
    private volatile long idleAtFailure;

    Track(Lane lane, ModelRuns runs, WindowSetup setup, Counters counters, RunNumbers numbers) {
        this.lane = lane;
        this.runs = runs;
        this.asset = setup.asset();
        this.counters = counters;
        this.numbers = numbers;
        gate = setup.gate();
        hygiene = new AlarmHygiene(counters);
        windows = setup.configuration().part() == null
                ? new TimeWindows(setup, counters, this)
                : new PartWindows(setup, counters, this);
    }

    Windowing windows() {
        return windows;
    }

    Counters counters() {
        return counters;
    }

    /** Returns what decides it. */
    ModelRuns runs() {
        return runs;
    }

    /** Something else decides it from now on, in a role. */
    void decidedBy(ModelRuns other, Role inRole) {
        runs = other;
        role = inRole;
        ran();
    }

    /** Returns what the model remembers of the asset; only where there is a model. */
    AssetMemory memory() {
        return memory;
    }

    /** Takes over the rules of a model, of which no run has failed yet. */
    void model(OpenModel model) {
        ran();
        if (readings == null) {
            readings = new Readings(model.rules());
        } else {
            readings.rules(model.rules());
        }
        windows.window().ranges(model.plan());
        memory = model.memory(memory);
    }

    @Override
    public void due(long startMicros, long endMicros, double part) {
        lane.due(this, startMicros, endMicros, part);
    }

    @Override
    public void interrupted() {
        if (readings != null) {
            readings.forget();
            memory.clear();
        }
    }

    @Override
    public void lost(long count) {
        counters.lostWindows.addAndGet(count);
    }

    /** A tag's values have another meaning from here on. */
    void forget(int tag) {
        windows.forget(tag);
        gate.forgotten();
        if (memory != null) {
            memory.clear();
        }
    }

    /** Notes what the inputs of a window were, whether or not it was decided. */
    void note(Quality quality, String reason) {
        lastQuality = quality;
        lastReason = reason;
    }

    /** The run that its window was part of failed, or a bug cost the window. */
    void failed(String why) {
        counters.failedWindows.incrementAndGet();
        idleAtFailure = counters.idle.get();
        failure = why;
    }

    /** The run that its window was part of did not fail, or none was tried. */
    void ran() {
        if (!failure.isEmpty()) {
            failure = "";
        }
    }

    /** Returns why its last run failed, "" where it did not, or where the asset has been idle since. Any thread. */
    String failure() {
        String why = failure;
        return why.isEmpty() || counters.idle.get() > idleAtFailure ? "" : why;
    }

    void updateWaiting() {
        tagWithoutValue = windows.waitsForTag();
    }

    /** Decides from the outputs of a run. */
    PipelineDecision decide(PendingWindow window, OpenModel model, PipelineConfiguration configuration) {
        List<Value> values = readings.read(model, window.slot);
        if (values == null) {
            note(Quality.BAD, readings.problem());
            return bad(window, readings.problem(), model, configuration);
        }
        if (!model.remember(memory)) {
            counters.memoryResets.incrementAndGet();
        }
        boolean changed = readings.changed();
        String doubt = readings.undecided() ? "too few labels for the rule's k of n yet" : readings.doubt();
        if (doubt.isEmpty() && window.quality == Quality.GOOD && role == Role.SERVING) {
            doubt = lane.doubt(asset, model.identity());
        }
        if (doubt.isEmpty()) {
            return decision(window, values, window.quality, window.reason, changed, model, configuration);
        }
        String why = window.reason.isEmpty() ? doubt : window.reason;
        return decision(window, values, Quality.UNCERTAIN, why, changed, model, configuration);
    }

    /** There is no usable statement; that says nothing of the inputs: they are fine where a run failed. */
    PipelineDecision bad(PendingWindow window, String reason, OpenModel model, PipelineConfiguration configuration) {
        boolean changed = readings.unknown();
        return decision(window, List.of(), Quality.BAD, reason, changed, model, configuration);
    }

    private PipelineDecision decision(
            PendingWindow window,
            List<Value> values,
            Quality quality,
            String reason,
            boolean changed,
            OpenModel model,
            PipelineConfiguration configuration) {
        if (quality == Quality.BAD) {
            counters.bad.incrementAndGet();
        } else if (quality == Quality.UNCERTAIN) {
            counters.uncertain.incrementAndGet();
        }
        counters.decisions.incrementAndGet();
        severity = worst(values);
        boolean urgent = changed && hygiene.passes(severity, window.endMicros, configuration.alarms());
        return new PipelineDecision(
                asset,
                configuration.pid(),
                windows.partText(window.part),
                model.identity(),
                numbers.run(),
                numbers.next(asset),
                window.startMicros,
                window.endMicros,
                role,
                values,
                quality,
                reason,
                changed,
                urgent,
                hygiene.shelved(configuration.alarms()),
                configuration.maxDelayMillis(),
                counters.unpublished.get() + counters.lostWindows.get(),
                counters.late.get(),
                configuration.manyAssets());
    }

    private static Severity worst(List<Value> values) {
        Severity worst = Severity.OK;
        for (Value value : values) {
            worst = value.severity().compareTo(worst) > 0 ? value.severity() : worst;
        }
        return worst;
    }

    String asset() {
        return asset;
    }

    /** Returns the first tag that never had a value while no window can be made, or -1. Any thread. */
    int tagWithoutValue() {
        return tagWithoutValue;
    }

    /** Windows are made: no tag is waited for. */
    void hasValues() {
        tagWithoutValue = -1;
    }

    /** Returns the quality of the last window that was to be decided. Any thread. */
    Quality lastQuality() {
        return lastQuality;
    }

    /** Returns the reason of that quality. Any thread. */
    String lastReason() {
        return lastReason;
    }

    /** Returns the severity of the last decision. Any thread. */
    Severity severity() {
        return severity;
    }
}
