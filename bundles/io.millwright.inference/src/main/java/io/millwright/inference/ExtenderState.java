package io.millwright.inference;

import io.millwright.form.Diagnosis;
import io.millwright.form.Headline;
import io.millwright.inference.batch.ComputeBudget;
import io.millwright.model.ModelBundle;
import io.millwright.supervision.State;
import io.millwright.supervision.State.Severity;
import io.millwright.supervision.Supervised;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.EnumMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * The extender's state: asked for through {@link Supervised}, and as read-only service properties of the extender. Only
 * properties that changed are published, and counters are none. Thread-safe.
 */
final class ExtenderState {
    /** Service property (String): what is and what to do, for a person. */
    static final String TEXT = "millwright.state.text";

    /** Service property (String): one of {@link Code}. */
    static final String CODE = "millwright.state";

    /** Service property (String[]): one line per model bundle. */
    static final String BUNDLES = "millwright.bundles";

    private static final String[] SERVICES = {ModelExtender.class.getName(), Supervised.class.getName()};

    /** The state, the worst first. */
    enum Code {
        ENGINE_MISSING(Severity.WARNING),
        MODEL_REFUSED(Severity.ERROR),
        KEY_MISSING(Severity.ERROR),
        BACKBONE_MISSING(Severity.WARNING),
        MODEL_RENAMED(Severity.WARNING),
        MODEL_TWICE(Severity.WARNING),
        MODEL_NOT_KEPT(Severity.WARNING),
        BACKBONE_CHANGED(Severity.WARNING),
        MODEL_HELD(Severity.WARNING),
        LIFE_TROUBLE(Severity.WARNING),
        SESSION_KEPT(Severity.WARNING),
        WORKER_RESTARTING(Severity.WARNING),
        PROVIDER_FALLBACK(Severity.WARNING),
        CONFIGURATION_ERROR(Severity.WARNING),
        WORKER_MISSING(Severity.WARNING),
        TRYING(Severity.INFO),
        ON_TRIAL(Severity.INFO),
        OK(Severity.INFO);

        private final Severity severity;

        Code(Severity severity) {
            this.severity = severity;
        }
    }

    /** A state as whoever supervises reads it. */
    private record Shown(String code, Severity severity, long sinceMicros, String text, String remedy)
            implements State {}

    /** What a bundle's model is like. */
    private record Line(Code code, String what, String remedy, long sinceMicros) {
        Line(Code code, String what, String remedy) {
            this(code, what, remedy, TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
        }

        String whole() {
            return remedy.isEmpty() ? what : what + ". Remedy: " + remedy;
        }

        boolean says(Line other) {
            return code == other.code && what.equals(other.what) && remedy.equals(other.remedy);
        }

        State state() {
            return new Shown(code.name(), code.severity, sinceMicros, what, remedy);
        }
    }

    private final NativeCounts counts;
    private final ModelExtender extender;
    private final Map<Long, Line> lines = new TreeMap<>();
    /** What bundles call their models, "" where that cannot be read. */
    private final Map<Long, String> names = new TreeMap<>();
    /** What else there is to say of bundles whose models serve. */
    private final Map<Long, Map<Code, Line>> notices = new TreeMap<>();
    /** How the rows of models that serve are computed. */
    private final Map<Long, String> computes = new TreeMap<>();

    private final ComputeBudget budget;

    private final Map<Long, Supplier<Map<String, Long>>> counted = new TreeMap<>();

    private Line whole = new Line(Code.OK, "no model bundle is installed", "");
    private String engineMissing;
    private String settingsWrong = "";
    private long accepted;
    private long refused;
    private long bugs;
    private long trialsRepeated;
    private Map<String, Object> published = Map.of();
    private ServiceRegistration<?> registration;

    ExtenderState(ModelExtender extender, NativeCounts counts, ComputeBudget budget) {
        this.budget = budget;
        this.extender = extender;
        this.counts = counts;
    }

    synchronized void register(BundleContext context) {
        published = properties();
        registration = context.registerService(SERVICES, extender, dictionary(published));
    }

    synchronized void unregister() {
        if (registration != null) {
            registration.unregister();
            registration = null;
        }
    }

    /** Notes why the engine cannot be used, null when it can; returns whether that is news. */
    synchronized boolean engineMissing(String text) {
        boolean news = !Objects.equals(engineMissing, text);
        engineMissing = text;
        publish();
        return news;
    }

    /** Notes what is wrong with the settings of the engine, "" for nothing. */
    synchronized void settingsWrong(String text) {
        settingsWrong = text;
        publish();
    }

    synchronized void accepted(long bundle, String text) {
        accepted++;
        set(bundle, Code.OK, text, "");
    }

    synchronized void refused(long bundle, Code code, String what, String remedy) {
        refused++;
        set(bundle, code, what, remedy);
    }

    /** Counts a trial that is repeated by itself because the one before was not over in time. */
    synchronized void trialRepeated() {
        trialsRepeated++;
    }

    synchronized void bug(long bundle, String what, String remedy) {
        bugs++;
        set(bundle, Code.MODEL_REFUSED, what, remedy);
    }

    /** A bundle has come, of which nothing is known yet: shown with whatever is told next. */
    synchronized void awaits(long bundle, String label) {
        lines.putIfAbsent(bundle, new Line(Code.TRYING, label + ": waits for its check", ""));
    }

    /** Sets a bundle's line without counting. */
    synchronized void set(long bundle, Code code, String what, String remedy) {
        put(lines, bundle, new Line(code, what, remedy));
        publish();
    }

    /** Notes what else there is to say of a bundle whose model serves, null for nothing of that kind; returns whether that is news. */
    synchronized boolean notice(long bundle, Code code, UpdateRefusal notice) {
        Map<Code, Line> all = notices.computeIfAbsent(bundle, any -> new EnumMap<>(Code.class));
        if (notice == null) {
            return all.remove(code) != null;
        }
        Line now = new Line(code, notice.what(), notice.remedy());
        return put(all, code, now) == now;
    }

    /** Notes how the rows of a bundle's model are computed; empty if that is not known yet. */
    synchronized void computes(long bundle, String text) {
        computes.put(bundle, text);
    }

    /** Notes what a bundle calls its model, null where that cannot be read. */
    synchronized void named(long bundle, String model) {
        names.put(bundle, Objects.requireNonNullElse(model, ""));
    }

    /** Returns the line that is there then: the one before where it says the same. */
    private static <K> Line put(Map<K, Line> all, K key, Line line) {
        return all.merge(key, line, (before, now) -> before.says(now) ? before : now);
    }

    /** Says who counts for a bundle's model. */
    synchronized void counters(long bundle, Supplier<Map<String, Long>> counters) {
        counted.put(bundle, counters);
    }

    synchronized void remove(long bundle) {
        counted.remove(bundle);
        lines.remove(bundle);
        names.remove(bundle);
        computes.remove(bundle);
        notices.remove(bundle);
        publish();
    }

    /** Publishes what changed. */
    synchronized void publish() {
        Map<String, Object> now = properties();
        if (registration != null && !equal(now, published)) {
            published = now;
            registration.setProperties(dictionary(now));
        }
    }

    /** Returns the worst state of all. */
    synchronized State state() {
        return whole.state();
    }

    /** Returns what the head of the form says. */
    synchronized String headline() {
        String text = String.format(
                Locale.ROOT,
                "models let in: %d, refused: %d, own processes: %d, of these started again: %d, runs that took too long: %d",
                accepted,
                refused,
                counts.workersOpen.get(),
                counts.workerRestarts.get(),
                counts.timeouts.get());
        String what = whole.what()
                + all().stream()
                        .filter(line -> line.code() != Code.OK && line.code() != whole.code())
                        .sorted(Comparator.comparing(Line::code))
                        .map(line -> "; also " + line.code() + ": " + line.what())
                        .collect(Collectors.joining());
        return Headline.of(
                whole.code().name(),
                whole.sinceMicros(),
                new Diagnosis(what, whole.remedy()),
                text,
                TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
    }

    /** Returns one part per model bundle. */
    synchronized List<Supervised> parts() {
        List<Supervised> parts = new ArrayList<>();
        lines.forEach((bundle, line) -> {
            List<Line> all = new ArrayList<>(List.of(line));
            all.addAll(notices.getOrDefault(bundle, Map.of()).values());
            parts.add(new Part(
                    "bundle " + bundle,
                    names.getOrDefault(bundle, ""),
                    computing(bundle, worst(all)).state(),
                    counted.getOrDefault(bundle, Map::of).get()));
        });
        return parts;
    }

    /** Returns the counters by name. */
    synchronized Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("accepted", accepted);
        counters.put("refused", refused);
        counters.put("bugs", bugs);
        counters.put("trials.repeated", trialsRepeated);
        counters.put("timeouts", counts.timeouts.get());
        counters.put("compute.threads", (long) budget.threads());
        counters.put("compute.waits", budget.waits());
        counters.put("compute.waited.ms", TimeUnit.NANOSECONDS.toMillis(budget.waitedNanos()));
        counters.put("compute.refused", budget.givenUp());
        counters.put("batches", counts.batches.get());
        counters.put("batches.rows", counts.batchRows.get());
        counters.put("batches.split", counts.batchesSplit.get());
        counters.put("batches.refused", counts.batchRefused.get());
        counters.put("sessions.open", (long) counts.sessionsOpen.get());
        counters.put("sessions.closed", counts.sessionsClosed.get());
        counters.put("runners.open", (long) counts.runnersOpen.get());
        counters.put("runners.kept", (long) counts.runnersKept.get());
        counters.put("workers.open", (long) counts.workersOpen.get());
        counters.put("workers.restarts", counts.workerRestarts.get());
        return counters;
    }

    /** A model that serves says how its rows are computed as well. */
    private Line computing(long bundle, Line line) {
        String text = computes.getOrDefault(bundle, "");
        return line.code() != Code.OK || text.isEmpty()
                ? line
                : new Line(line.code(), line.what() + "; computes " + text, line.remedy(), line.sinceMicros());
    }

    private static Line worst(Collection<Line> lines) {
        Line worst = null;
        for (Line line : lines) {
            worst = worst == null || line.code().compareTo(worst.code()) < 0 ? line : worst;
        }
        return worst;
    }

    private List<Line> all() {
        List<Line> all = new ArrayList<>(lines.values());
        notices.values().forEach(some -> all.addAll(some.values()));
        if (!settingsWrong.isEmpty()) {
            all.add(new Line(
                    Code.CONFIGURATION_ERROR, settingsWrong, "correct it in the form of the inference engine"));
        }
        int kept = counts.runnersKept.get();
        if (kept > 0) {
            all.add(new Line(
                    Code.SESSION_KEPT,
                    kept + " run(s) did not return after close; each keeps its session",
                    "restart the gateway if this does not go away"));
        }
        return all;
    }

    private Line now() {
        if (engineMissing != null) {
            return new Line(Code.ENGINE_MISSING, engineMissing, "");
        }
        Line worst = worst(all());
        return worst != null && worst.code() != Code.OK
                ? worst
                : new Line(
                        Code.OK,
                        lines.isEmpty() ? "no model bundle is installed" : lines.size() + " model bundle(s), all serve",
                        "");
    }

    private Map<String, Object> properties() {
        Line now = now();
        whole = whole.says(now) ? whole : now;
        Map<String, Object> properties = new TreeMap<>();
        properties.put(Supervised.KIND, extender.kind());
        properties.put(CODE, whole.code().name());
        properties.put(TEXT, whole.whole());
        properties.put(
                BUNDLES,
                lines.entrySet().stream()
                        .map(entry ->
                                computing(entry.getKey(), entry.getValue()).whole())
                        .toArray(String[]::new));
        return properties;
    }

    private static boolean equal(Map<String, Object> one, Map<String, Object> other) {
        return one.keySet().equals(other.keySet())
                && one.keySet().stream()
                        .allMatch(key -> one.get(key) instanceof String[] texts
                                ? Arrays.equals(texts, (String[]) other.get(key))
                                : one.get(key).equals(other.get(key)));
    }

    private static Dictionary<String, Object> dictionary(Map<String, Object> properties) {
        return new Hashtable<>(properties);
    }

    /** One model bundle. */
    private record Part(String pid, String model, State state, Map<String, Long> counters) implements ModelBundle {
        @Override
        public String kind() {
            return "model";
        }

        @Override
        public List<? extends Supervised> parts() {
            return List.of();
        }
    }
}
