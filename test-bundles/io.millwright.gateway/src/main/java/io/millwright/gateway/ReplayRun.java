package io.millwright.gateway;

import io.millwright.gateway.receiver.Decision;
import io.millwright.gateway.recording.ModelFolder;
import io.millwright.gateway.recording.Recording;
import io.millwright.gateway.recording.Schedule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One run of a model folder on a recording: what must be set up for it, and which of its decisions came. Thread-safe. */
final class ReplayRun implements Staging {
    private static final String BEGINS = "REPLAY begins ";

    private final ModelFolder model;
    private final Recording recording;
    private final Schedule schedule;
    private final int speed;
    private final BitSet decided = new BitSet();
    private final Tally tally = new Tally();
    private long beganMicros;

    /**
     * Reads and checks everything.
     *
     * @throws IllegalArgumentException where folder, recording or options cannot be used, with the remedy
     */
    ReplayRun(DemoOptions options) throws IOException {
        model = ModelFolder.read(options.model());
        recording = options.csv() == null
                ? Recording.golden(model)
                : Recording.read(options.csv(), model, options.timeColumn());
        speed = options.speed();
        schedule = new Schedule(recording, model, speed);
    }

    /** Writes the model's deployment package. */
    Path dp(Path folder) throws IOException {
        return model.packageInto(folder, speed);
    }

    @Override
    public List<String> plant(Path folder) throws IOException {
        return schedule.prepare(folder);
    }

    @Override
    public String tagTable() {
        return schedule.tagTable();
    }

    @Override
    public Map<String, Object> connectionSettings() {
        return Map.of("publishing.intervalMs", schedule.publishingMillis());
    }

    @Override
    public Map<String, Object> pipelineSettings() {
        return Map.of("asset.name", model.name(), "window.periodMs", schedule.periodMillis());
    }

    /** Also what of the recording is not used. */
    @Override
    public List<String> introduction() {
        String rows = String.format(
                Locale.ROOT,
                "%s: %,d rows, one per %,d ms, %,.0f s%s",
                recording.source(),
                recording.rows(),
                schedule.periodMillis(),
                schedule.lengthMillis() / 1e3,
                schedule.lengthMillis() > 120_000 && speed == 1 ? "; --speed 10 is 10 times faster" : "");
        List<String> lines = new ArrayList<>(
                List.of("model " + model.name() + " " + model.version() + " of " + model.folder(), rows));
        lines.addAll(recording.notes());
        return lines;
    }

    /** Longest time that the run may take, milliseconds. */
    long lengthMillis() {
        return schedule.lengthMillis();
    }

    @Override
    public synchronized boolean simulatorSays(String line) {
        if (line.startsWith(BEGINS)) {
            beganMicros = Long.parseLong(line.substring(BEGINS.length()));
        }
        return line.startsWith("REPLAY ");
    }

    /** Whether it is the first time that a decision of this run comes; it is counted then. */
    synchronized boolean isNew(Decision decision) {
        long index = beganMicros == 0 ? -1 : schedule.indexOf(decision.windowEndMicros(), beganMicros);
        if (index < 0 || index >= schedule.decisions() || decided.get((int) index)) {
            return false;
        }
        decided.set((int) index);
        tally.add(decision);
        return true;
    }

    /** Whether every decision has come. */
    synchronized boolean isComplete() {
        return decided.cardinality() == schedule.decisions();
    }

    synchronized String summary() {
        String expected =
                String.format(Locale.ROOT, "%,d rows, %,d decisions expected", recording.rows(), schedule.decisions());
        return expected + ", came: " + tally.line()
                + (isComplete() ? "" : "; the first missing one is number " + (decided.nextClearBit(0) + 1));
    }
}
