package io.millwright.pipeline.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.pipeline.Balanced;
import io.millwright.pipeline.Bound;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.listen.PipelineListeners;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.status.StatusCodes;
import io.millwright.supervision.Balance;
import io.millwright.tag.Tag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A lane without threads, clock or OSGi, fed with notifications written as a table. One line is one notification:
 *
 * <pre>
 * progress-in-seconds  tag=value  tag=value@seconds  tag=value!status  tag='text'
 * </pre>
 *
 * A sample's time is the progress where none is given; a progress of {@code -} sends samples and no progress. Decisions come
 * back as lines {@code window-end decision label score quality reason}.
 */
public final class PipelineHarness implements Lane.Outlet {
    static final Map<String, Integer> STATUS = Map.of(
            "good",
            StatusCodes.GOOD,
            "uncertain",
            0x40930000,
            "bad",
            0x808C0000,
            "nocomm",
            StatusCodes.BAD_NO_COMMUNICATION);

    /** What becomes of decisions is the outlet's. */
    static final List<Balance> LANE = Counters.LANE.stream()
            .filter(balance -> !balance.stage().equals("decisions"))
            .toList();

    final Counters counters = new Counters();
    final List<PipelineDecision> decisions = new ArrayList<>();
    final List<FeatureSnapshot> snapshots = new ArrayList<>();
    final List<OpenModel> released = new ArrayList<>();
    final List<String> lost = new ArrayList<>();
    final FeaturePlan plan;
    final PipelineConfiguration configuration;
    final Lane lane;
    final SampleIntake intake;
    final PictureDecoders decoders;
    /** Told first of each decision; may throw. */
    Consumer<PipelineDecision> heard = decision -> {};
    /** Whose wishes count, null for nobody's. */
    PipelineListeners listeners;

    private final List<String> tags;

    /**
     * Creates a lane with a model whose second label, "alarm", holds from a score of 10 upwards.
     *
     * @param model the model
     * @param settings attribute, value, attribute, value, ...; the period is 1,000 ms and the lateness 0 unless said here
     */
    PipelineHarness(FakeModel model, Object... settings) throws Exception {
        this(new PictureDecoders(), model, settings);
    }

    /** Creates a lane whose pictures are decoded by these. */
    PipelineHarness(PictureDecoders decoders, FakeModel model, Object... settings) throws Exception {
        this.decoders = decoders;
        configuration = configuration(settings);
        plan = FeatureMapping.plan("fake 1.0.0", FeatureMapping.filled(model), model.rowPeriodMillis(), configuration)
                .with(model.reference());
        LaneBuilder built = new LaneBuilder(
                configuration, plan, 500, counters, RunNumbers.unkept(), new LanePool(0), decoders, this);
        lane = built.lane();
        intake = built.intake();
        tags = intake.interest().tagNames();
        swap(model);
    }

    /** Returns a pool of so many threads. */
    public static LanePool pool(int threads) {
        return new LanePool(threads);
    }

    static PipelineConfiguration configuration(Object... settings) {
        Map<String, Object> properties = new HashMap<>(Map.of("kura.service.pid", "p1"));
        properties.put("window.periodMs", 1000L);
        properties.put("window.latenessMs", 0L);
        for (int i = 0; i < settings.length; i += 2) {
            properties.put((String) settings[i], settings[i + 1]);
        }
        PipelineConfiguration configuration = PipelineConfiguration.of(properties);
        assertEquals(List.of(), configuration.problems());
        return configuration;
    }

    public static ModelOffer offer(FakeModel model, String... labels) {
        return labels.length == 0 ? ModelOffer.of(model) : new ModelOffer(model, List.of(FakeModel.Says.score(labels)));
    }

    OpenModel swap(FakeModel model, String... labels) throws Exception {
        OpenModel opened = OpenModel.open(
                offer(model, labels),
                plan,
                configuration.rules(),
                Math.min(64, configuration.assets().size()));
        lane.offer(opened);
        return opened;
    }

    /** Sends notifications, the lane served after each. */
    PipelineHarness play(String table) {
        for (String line : table.strip().split("\n")) {
            send(line);
            serve();
        }
        return this;
    }

    /** Sends notifications without serving the lane. */
    PipelineHarness queue(String table) {
        for (String line : table.strip().split("\n")) {
            send(line);
        }
        return this;
    }

    /** Serves the lane once all pictures so far are decoded. */
    PipelineHarness serve() {
        try {
            assertTrue(decoders.awaitIdle(TimeUnit.SECONDS.toMillis(Bound.SECONDS)), "pictures are still decoded");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return serveNow();
    }

    /** Serves the lane without waiting for pictures. */
    PipelineHarness serveNow() {
        while (lane.serve()) {
            // until nothing is left
        }
        Balanced.now(LANE, counters.asMap());
        return this;
    }

    /** Sends one sample that is no number. */
    PipelineHarness object(String tag, Object value, String seconds) {
        intake.object(tags.indexOf(tag), value, StatusCodes.GOOD, micros(seconds));
        return this;
    }

    private void send(String line) {
        String[] words = line.strip().split("\\s+");
        long progress = words[0].equals("-") ? 0 : micros(words[0]);
        for (int i = 1; i < words.length; i++) {
            sample(words[i], progress);
        }
        if (!words[0].equals("-")) {
            intake.progress(progress);
        }
    }

    private void sample(String word, long progress) {
        String rest = word;
        int status = StatusCodes.GOOD;
        int bang = rest.indexOf('!');
        if (bang > 0) {
            status = STATUS.get(rest.substring(bang + 1));
            rest = rest.substring(0, bang);
        }
        long time = progress;
        int at = rest.indexOf('@');
        if (at > 0) {
            time = micros(rest.substring(at + 1));
            rest = rest.substring(0, at);
        }
        int equals = rest.indexOf('=');
        int tag = tags.indexOf(rest.substring(0, equals));
        String value = rest.substring(equals + 1);
        if (value.startsWith("'")) {
            intake.object(tag, value.substring(1, value.length() - 1), status, time);
        } else {
            intake.sample(tag, value.isEmpty() ? Double.NaN : Double.parseDouble(value), status, time);
        }
    }

    static long micros(String seconds) {
        return Math.round(Double.parseDouble(seconds) * 1e6);
    }

    void describe(Tag now) {
        intake.described(tags.indexOf(now.name()), now);
    }

    void describe(String tag, String unit, Tag.Kind kind) {
        intake.described(tags.indexOf(tag), new FakeTag(tag, unit, kind));
    }

    public record FakeTag(String name, String unit, Kind kind, int[] dimensions) implements Tag {
        /** A scalar. */
        public FakeTag(String name, String unit, Kind kind) {
            this(name, unit, kind, new int[0]);
        }

        @Override
        public int samplingMillis() {
            return 500;
        }

        @Override
        public double rangeLow() {
            return Double.NaN;
        }

        @Override
        public double rangeHigh() {
            return Double.NaN;
        }

        @Override
        public Map<Long, String> texts() {
            return Map.of();
        }
    }

    /** Asserts all decisions since the last call. */
    PipelineHarness expect(String table) {
        String expected =
                table.lines().map(String::strip).filter(l -> !l.isEmpty()).collect(Collectors.joining("\n"));
        assertEquals(expected, text(decisions));
        decisions.clear();
        return this;
    }

    static String text(List<PipelineDecision> decisions) {
        return decisions.stream().map(PipelineHarness::text).collect(Collectors.joining("\n"));
    }

    private static String text(PipelineDecision d) {
        return String.format(
                        Locale.ROOT,
                        "%.1f %s %s %s %s %s",
                        d.windowEndMicros() / 1e6,
                        d.decision(),
                        d.label().isEmpty() ? "-" : d.label(),
                        Double.isFinite(d.score()) ? String.format(Locale.ROOT, "%.1f", d.score()) : "-",
                        d.quality(),
                        d.reason())
                .strip();
    }

    @Override
    public void decided(PipelineDecision decision, Counters of, FeatureSnapshot snapshot) {
        heard.accept(decision);
        decisions.add(decision);
        snapshots.add(snapshot);
    }

    @Override
    public boolean wantsTensors() {
        return true;
    }

    @Override
    public boolean wantsPictures() {
        return listeners != null && listeners.wantsPictures();
    }

    @Override
    public boolean wantsInputs() {
        return listeners != null && listeners.wantsInputs();
    }

    @Override
    public void released(OpenModel opened) {
        released.add(opened);
        opened.close();
    }

    @Override
    public void runnerLost(OpenModel opened, String problem) {
        lost.add(problem);
    }
}
