package io.millwright.pipeline.capture;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Opinion;
import io.millwright.decision.Opinion.Verdict;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.capture.CaptureStore.Surroundings;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.decide.ReadingValue;
import io.millwright.pipeline.decide.RuleWish;
import io.millwright.pipeline.listen.ModelFinder.Found;
import io.millwright.seal.GatewayKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A gateway's captured data with a clock and a disk that tests set, and what the desk reads of them. */
final class KeptData {
    static final String PIPELINE = "press line";
    static final long START_MILLIS = 1_780_000_000_000L;
    static final CaptureSettings ON = new CaptureSettings(true, 8 << 20, 0, 30, 0, List.of(), "");

    /** From one half on a score is an alarm. */
    private static final List<RuleWish> HALF =
            List.of(new RuleWish("", "", List.of(0.5), List.of(), List.of(), 0, 1, 1));

    final Path data;
    final List<CapturedRow> rows = new ArrayList<>();
    final List<CapturedSchema> schemas = new ArrayList<>();
    final List<CapturedOpinion> opinions = new ArrayList<>();
    final List<CapturedPicture> pictures = new ArrayList<>();
    final FeedbackBook book;
    Captures captures;
    GatewayKey key;
    FakeModel model = FakeModel.sum("a");
    long millis = START_MILLIS;
    long nanos;
    long freeBytes = 1L << 40;
    private long sequence;

    KeptData(Path data, GatewayKey key) {
        this.data = data;
        this.key = key;
        book = new FeedbackBook(data, Clock.fixed(Instant.ofEpochMilli(START_MILLIS), ZoneOffset.UTC));
        start();
    }

    /** Begins as after a restart: nothing is in memory. */
    void start() {
        Surroundings around = new Surroundings(
                () -> key == null ? null : key.certificate(), () -> millis, () -> nanos, () -> freeBytes);
        captures = new Captures(folder(), book, around, this::find);
        book.room(captures::given);
    }

    private Found find(io.millwright.decision.ModelIdentity identity) {
        return model == null ? null : new Found(model, () -> true);
    }

    void configure(CaptureSettings settings) {
        captures.of(PIPELINE).configure(settings, HALF);
    }

    CaptureCounters counters() {
        return captures.of(PIPELINE).counters();
    }

    String state() {
        return captures.state().now().code();
    }

    Path folder() {
        return data.resolve("millwright").resolve("capture");
    }

    void pass(long amount, TimeUnit unit) {
        millis += unit.toMillis(amount);
        nanos += unit.toNanos(amount);
    }

    /** Decides on an asset; returns the sequence number. */
    long decide(String asset, double number, Severity severity, boolean changed) {
        return decide(asset, number, severity, changed, Role.SERVING);
    }

    long decide(String asset, double number, Severity severity, boolean changed, Role role) {
        return decide(asset, number, severity, changed, role, Quality.GOOD, inputs(sequence + 1, 0.1 * (sequence + 1)));
    }

    long decide(
            String asset,
            double number,
            Severity severity,
            boolean changed,
            Role role,
            Quality quality,
            FeatureSnapshot inputs) {
        sequence++;
        long endMicros = TimeUnit.MILLISECONDS.toMicros(millis);
        String label = severity == Severity.OK ? "ok" : "alarm";
        captures.decided(
                new PipelineDecision(
                        asset,
                        PIPELINE,
                        "part-" + sequence,
                        new ModelIdentity("wear", "1.0.0", "0".repeat(64), "CPUExecutionProvider"),
                        3,
                        sequence,
                        endMicros - 1_000_000,
                        endMicros,
                        role,
                        List.of(new ReadingValue("score", number, label, label, severity)),
                        quality,
                        "",
                        changed,
                        changed,
                        false,
                        0,
                        0,
                        0,
                        false),
                inputs);
        return sequence;
    }

    long normal(String asset) {
        return decide(asset, 0.01, Severity.OK, false);
    }

    long alarm(String asset) {
        return decide(asset, 0.99, Severity.ALARM, true);
    }

    static FeatureSnapshot inputs(double... values) {
        return new FeatureSnapshot() {
            @Override
            public List<String> features() {
                return List.of("torque", "operator_badge");
            }

            @Override
            public int rows() {
                return 1;
            }

            @Override
            public double value(int row, int column) {
                return values[column];
            }
        };
    }

    static Opinion opinion(String asset, long sequence, Verdict verdict, String label) {
        return new Opinion(PIPELINE, asset, 3, sequence, verdict, "", label, "", "eva");
    }

    List<Path> segments() {
        captures.segments(PIPELINE);
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads everything as the desk does; returns whether all ends are whole. */
    boolean read(GatewayKey with) throws Exception {
        rows.clear();
        opinions.clear();
        schemas.clear();
        pictures.clear();
        boolean whole = true;
        for (Path segment : segments()) {
            try (InputStream in = Files.newInputStream(segment)) {
                whole &= SegmentFile.read(in, certificate -> with.privateKey(), new SegmentFile.Reader() {
                    @Override
                    public void schema(CapturedSchema schema) {
                        schemas.add(schema);
                    }

                    @Override
                    public void row(CapturedRow row) {
                        rows.add(row);
                    }

                    @Override
                    public void opinion(CapturedOpinion opinion) {
                        opinions.add(opinion);
                    }

                    @Override
                    public void picture(CapturedPicture picture) {
                        pictures.add(picture);
                    }
                });
            }
        }
        return whole;
    }

    /** Returns the sequence numbers of the rows that were kept. */
    List<Long> kept() throws Exception {
        read(key);
        return rows.stream().map(CapturedRow::sequence).toList();
    }

    /** Whether a text stands readable on the disk. */
    boolean onDisk(String text) throws IOException {
        for (Path segment : segments()) {
            String content = new String(Files.readAllBytes(segment), StandardCharsets.ISO_8859_1);
            if (content.contains(text)) {
                return true;
            }
        }
        return false;
    }
}
