package io.millwright.operation.history;

import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Decision;
import io.millwright.decision.DecisionListener;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.form.Diagnosis;
import io.millwright.operation.DeviceName;
import io.millwright.operation.OperationSettings;
import io.millwright.operation.Settings;
import io.millwright.operation.Tick;
import io.millwright.operation.Trouble;
import io.millwright.operation.view.Configurations;
import io.millwright.operation.view.Documents;
import io.millwright.operation.view.Secrets;
import io.millwright.operation.view.Services;
import io.millwright.tag.TagSource;
import io.millwright.unload.JvmStop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps decisions and chosen tags in {@code <Kura data directory>/millwright/history}. Decisions wait in a bounded queue, are written on the
 * bundle's one thread, and are on the disk 10 s later at most, at an orderly end of the VM at once. Listens only while something is kept.
 * Thread-safe.
 */
@Component(
        service = {Tick.class, Trouble.class, HistoryRoom.class},
        immediate = true)
public final class HistoryRoom implements Tick, Trouble, DecisionListener {
    static final int MOST_WAITING = 10_000;
    static final int MOST_LINES = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(HistoryRoom.class);
    private static final long LONGEST_END_MILLIS = 5_000;
    private static final long FLUSH_MICROS = TimeUnit.SECONDS.toMicros(10);
    private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);

    private final Supplier<OperationSettings> settings;
    private final LongSupplier clockMicros;
    private final Supplier<JsonObject> surroundings;
    private final Supplier<List<Services.Offered<TagSource>>> sources;
    private final Journal journal;
    private final BundleContext context;
    private final ArrayBlockingQueue<Taken> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final KeptTags tags = new KeptTags();
    private final KeptInputs inputs = new KeptInputs();

    /** Guarded by this. */
    private final List<String> lines = new ArrayList<>();

    private final JvmStop stop;
    private ServiceRegistration<DecisionListener> listening;
    private boolean closed;
    private boolean cleared;
    private long lastMicros;
    private long flushedMicros;
    private long settledMicros;
    private List<String> patterns = List.of();
    private long firstMicros;
    private String told = "";
    private volatile long kept;
    private volatile long bytes;
    private volatile String failure = "";
    private volatile int tagsLeftOut;

    /** A decision that came. */
    private record Taken(Decision decision, String inputs) {}

    /** Called by the component runtime. */
    @Activate
    public HistoryRoom(
            BundleContext context,
            @Reference Settings settings,
            @Reference SystemService system,
            @Reference Services services,
            @Reference Configurations configurations,
            @Reference Secrets secrets) {
        this(
                context,
                settings::inForce,
                Path.of(system.getKuraDataDirectory()).resolve("millwright").resolve("history"),
                () -> Surroundings.of(DeviceName.of(system), context, configurations, secrets),
                services::sources,
                () -> TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
    }

    HistoryRoom(
            BundleContext context,
            Supplier<OperationSettings> settings,
            Path folder,
            Supplier<JsonObject> surroundings,
            Supplier<List<Services.Offered<TagSource>>> sources,
            LongSupplier clockMicros) {
        this.context = context;
        this.settings = settings;
        this.surroundings = surroundings;
        this.sources = sources;
        this.clockMicros = clockMicros;
        journal = new Journal(folder);
        stop = JvmStop.watch("history", LONGEST_END_MILLIS, this::end);
    }

    /** On a thread of the pipeline bundle. Never waits. */
    @Override
    public void decided(Decision decision, FeatureSnapshot seen) {
        if (decision.role() == Decision.Role.SHADOW) {
            return;
        }
        inputs.add(decision, seen, clockMicros.getAsLong());
        if (!queue.offer(new Taken(decision, InputsHash.of(seen)))) {
            dropped.incrementAndGet();
        }
    }

    /** Returns what was seen of the last decisions, while something is kept. */
    KeptInputs inputs() {
        return inputs;
    }

    /** For the hash of the inputs, without which no evidence says from what was decided, and for a replay. */
    @Override
    public boolean wantsInputs() {
        return true;
    }

    @Override
    public synchronized void tick() {
        if (closed) {
            return;
        }
        OperationSettings now = settings.get();
        boolean wanted = now.historyBudgetBytes() > 0;
        if (wanted && listening == null) {
            listening = context.registerService(DecisionListener.class, this, null);
        } else if (!wanted && !cleared) {
            if (listening != null) {
                stop();
            }
            queue.clear();
            inputs.clear();
            lines.clear();
            prune(now);
        }
        cleared = !wanted;
        if (wanted) {
            takeDecisions();
            settleTags(now);
            tags.collect(this::line);
            if (isLongSince(flushedMicros) || lines.size() >= MOST_LINES / 2) {
                flush(now);
            }
        }
    }

    /** A clock that was put back makes nothing wait until it has caught up. */
    private boolean isLongSince(long micros) {
        return Math.abs(clockMicros.getAsLong() - micros) >= FLUSH_MICROS;
    }

    private void takeDecisions() {
        List<Taken> came = new ArrayList<>();
        queue.drainTo(came);
        if (!came.isEmpty()) {
            tellSurroundings();
        }
        for (Taken each : came) {
            line(new JsonObject().add("decision", Documents.of(each.decision())).add("inputs", each.inputs()));
        }
    }

    /** Not every second: a pattern meets each of thousands of names. */
    private void settleTags(OperationSettings now) {
        boolean changed = !now.historyTags().equals(patterns);
        if (changed || (!patterns.isEmpty() && isLongSince(settledMicros))) {
            patterns = now.historyTags();
            settledMicros = clockMicros.getAsLong();
            tags.settle(sources.get(), patterns);
            tagsLeftOut = tags.leftOut();
        }
    }

    /** Before the decisions that were made in them, once per file and after each change. */
    private void tellSurroundings() {
        JsonObject now = surroundings.get();
        String text = now.toString();
        if (!text.equals(told)) {
            told = text;
            line(new JsonObject().add("surroundings", now));
        }
    }

    private void line(JsonObject said) {
        if (lines.size() >= MOST_LINES) {
            dropped.incrementAndGet();
            return;
        }
        // No two lines have one time, so that a page can go on behind it.
        lastMicros = Math.max(lastMicros + 1, clockMicros.getAsLong());
        if (lines.isEmpty()) {
            firstMicros = lastMicros;
        }
        JsonObject line = new JsonObject().add("at", lastMicros);
        said.forEach(member -> line.add(member.getName(), member.getValue()));
        lines.add(line.toString());
    }

    private void flush(OperationSettings now) {
        flushedMicros = clockMicros.getAsLong();
        try {
            if (!lines.isEmpty()) {
                if (journal.append(lines, firstMicros, now.historyBudgetBytes())) {
                    // The next block says it again, so that the oldest file can go.
                    told = "";
                }
                kept += lines.size();
                lines.clear();
            }
            if (!failure.isEmpty()) {
                LOG.info("The history is written again");
                failure = "";
            }
        } catch (IOException e) {
            if (failure.isEmpty()) {
                LOG.warn("The history cannot be written: {}", e.toString());
            }
            failure = "the history cannot be written: " + e;
            told = "";
        }
        prune(now);
    }

    private void prune(OperationSettings now) {
        try {
            bytes = journal.prune(now.historyBudgetBytes(), clockMicros.getAsLong() - now.historyDays() * DAY_MICROS);
        } catch (IOException e) {
            LOG.debug("Old history does not go", e);
        }
    }

    private void stop() {
        listening.unregister();
        listening = null;
        tags.close();
        patterns = List.of();
        told = "";
    }

    @Deactivate
    void close() {
        synchronized (this) {
            if (listening != null) {
                listening.unregister();
            }
        }
        stop.now();
        synchronized (this) {
            listening = null;
            tags.close();
        }
    }

    /** By a deactivation, or with the VM, when the framework must not be waited for. */
    synchronized void end() {
        closed = true;
        if (listening != null) {
            takeDecisions();
            tags.collect(this::line);
            flush(settings.get());
        }
    }

    /** Reads lines from the oldest on, those that are not on the disk yet too. */
    void read(long fromMicros, long toMicros, Journal.Visitor visitor) throws IOException {
        List<String> pending;
        synchronized (this) {
            pending = List.copyOf(lines);
        }
        boolean[] more = {true};
        long[] last = {-1};
        Journal.Visitor timed = (header, line) -> {
            long at = Journal.at(line);
            last[0] = Math.max(last[0], at);
            more[0] = visitor.line(header, line);
            return more[0];
        };
        journal.read(fromMicros, toMicros, timed);
        for (String line : pending) {
            // What was written between the two is not told twice.
            if (more[0] && Journal.at(line) > last[0]) {
                more[0] = visitor.line("", line);
            }
        }
    }

    @Override
    public Diagnosis trouble() {
        if (!failure.isEmpty()) {
            return new Diagnosis(failure, "make room on the disk, or look into the gateway's data directory");
        }
        return tagsLeftOut == 0
                ? Diagnosis.NONE
                : new Diagnosis(
                        "History of tags chooses " + tagsLeftOut + " tags more than " + KeptTags.MOST_TAGS,
                        "choose fewer");
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("history.kept", kept);
        counters.put("history.dropped", dropped.get());
        counters.put("history.bytes", bytes);
        return counters;
    }
}
