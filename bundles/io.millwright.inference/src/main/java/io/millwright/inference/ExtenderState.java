package io.millwright.inference;

import io.millwright.supervision.State;
import io.millwright.supervision.State.Severity;
import io.millwright.supervision.Supervised;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.EnumMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
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
        MODEL_RENAMED(Severity.WARNING),
        MODEL_TWICE(Severity.WARNING),
        MODEL_NOT_KEPT(Severity.WARNING),
        SESSION_KEPT(Severity.WARNING),
        WORKER_MISSING(Severity.WARNING),
        TRYING(Severity.INFO),
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
    /** What else there is to say of bundles whose models serve. */
    private final Map<Long, Map<Code, Line>> notices = new TreeMap<>();

    private Line whole = new Line(Code.OK, "no model bundle is installed", "");
    private String engineMissing;
    private long accepted;
    private long refused;
    private long bugs;
    private Map<String, Object> published = Map.of();
    private ServiceRegistration<?> registration;

    ExtenderState(ModelExtender extender, NativeCounts counts) {
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

    synchronized void accepted(long bundle, String text) {
        accepted++;
        set(bundle, Code.OK, text, "");
    }

    synchronized void refused(long bundle, String what, String remedy) {
        refused++;
        set(bundle, Code.MODEL_REFUSED, what, remedy);
    }

    synchronized void bug(long bundle, String what, String remedy) {
        bugs++;
        set(bundle, Code.MODEL_REFUSED, what, remedy);
    }

    /** Sets a bundle's line without counting. */
    synchronized void set(long bundle, Code code, String what, String remedy) {
        put(lines, bundle, new Line(code, what, remedy));
        publish();
    }

    /** Notes what else there is to say of a bundle whose model serves; null for nothing of that kind. */
    synchronized void notice(long bundle, Code code, UpdateRefusal notice) {
        Map<Code, Line> all = notices.computeIfAbsent(bundle, any -> new EnumMap<>(Code.class));
        if (notice != null) {
            put(all, code, new Line(code, notice.what(), notice.remedy()));
        } else {
            all.remove(code);
        }
    }

    private static <K> void put(Map<K, Line> all, K key, Line line) {
        all.merge(key, line, (before, now) -> before.says(now) ? before : now);
    }

    synchronized void remove(long bundle) {
        lines.remove(bundle);
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

    /** Returns one part per model bundle. */
    synchronized List<Supervised> parts() {
        List<Supervised> parts = new ArrayList<>();
        lines.forEach((bundle, line) -> {
            List<Line> all = new ArrayList<>(List.of(line));
            all.addAll(notices.getOrDefault(bundle, Map.of()).values());
            parts.add(new Part("bundle " + bundle, worst(all).state()));
        });
        return parts;
    }

    /** Returns the counters by name. */
    synchronized Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("accepted", accepted);
        counters.put("refused", refused);
        counters.put("bugs", bugs);
        counters.put("timeouts", counts.timeouts.get());
        counters.put("sessions.open", (long) counts.sessionsOpen.get());
        counters.put("sessions.closed", counts.sessionsClosed.get());
        counters.put("runners.open", (long) counts.runnersOpen.get());
        counters.put("runners.kept", (long) counts.runnersKept.get());
        return counters;
    }

    private static Line worst(Collection<Line> lines) {
        Line worst = null;
        for (Line line : lines) {
            worst = worst == null || line.code().compareTo(worst.code()) < 0 ? line : worst;
        }
        return worst;
    }

    private Line now() {
        if (engineMissing != null) {
            return new Line(Code.ENGINE_MISSING, engineMissing, "");
        }
        List<Line> all = new ArrayList<>(lines.values());
        notices.values().forEach(some -> all.addAll(some.values()));
        int kept = counts.runnersKept.get();
        if (kept > 0) {
            all.add(new Line(
                    Code.SESSION_KEPT,
                    kept + " run(s) did not return after close; each keeps its session",
                    "restart the gateway if this does not go away"));
        }
        Line worst = worst(all);
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
        properties.put(BUNDLES, lines.values().stream().map(Line::whole).toArray(String[]::new));
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
    private record Part(String pid, State state) implements Supervised {
        @Override
        public String kind() {
            return "model";
        }

        @Override
        public Map<String, Long> counters() {
            return Map.of();
        }

        @Override
        public List<? extends Supervised> parts() {
            return List.of();
        }
    }
}
