package io.millwright.inference;

import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * The extender's state as read-only service properties of a service with the object class
 * {@code io.millwright.inference.ModelExtender}. Only properties that changed are published. Thread-safe.
 */
final class ExtenderState {
    /** Service property (String): what is and what to do, for a person. */
    static final String TEXT = "millwright.state.text";

    /** Service property (String): one of {@link Code}. */
    static final String CODE = "millwright.state";

    /** Service property (String[]): one line per model bundle. */
    static final String BUNDLES = "millwright.bundles";

    /** Prefix of the counters, service properties (Long). */
    static final String COUNTER = "millwright.counter.";

    /** The state, the worst first. */
    enum Code {
        ENGINE_MISSING,
        MODEL_REFUSED,
        MODEL_NOT_KEPT,
        SESSION_KEPT,
        OK
    }

    private final NativeCounts counts;
    private final ModelExtender extender;
    private final Map<Long, Line> lines = new TreeMap<>();
    private String engineMissing;
    private long accepted;
    private long refused;
    private long bugs;
    private Map<String, Object> published = Map.of();
    private ServiceRegistration<?> registration;

    private record Line(Code code, String text) {}

    ExtenderState(ModelExtender extender, NativeCounts counts) {
        this.extender = extender;
        this.counts = counts;
    }

    synchronized void register(BundleContext context) {
        published = properties();
        registration = context.registerService(ModelExtender.class.getName(), extender, dictionary(published));
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
        set(bundle, Code.OK, text);
    }

    synchronized void refused(long bundle, String text) {
        refused++;
        set(bundle, Code.MODEL_REFUSED, text);
    }

    synchronized void bug(long bundle, String text) {
        bugs++;
        set(bundle, Code.MODEL_REFUSED, text);
    }

    /** Sets a bundle's line without counting. */
    synchronized void set(long bundle, Code code, String text) {
        lines.put(bundle, new Line(code, text));
        publish();
    }

    synchronized void remove(long bundle) {
        lines.remove(bundle);
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

    private Map<String, Object> properties() {
        Code code = Code.OK;
        String text = lines.isEmpty() ? "no model bundle is installed" : lines.size() + " model bundle(s), all serve";
        for (Line line : lines.values()) {
            if (line.code().compareTo(code) < 0) {
                code = line.code();
                text = line.text();
            }
        }
        int kept = counts.runnersKept.get();
        if (kept > 0 && Code.SESSION_KEPT.compareTo(code) < 0) {
            code = Code.SESSION_KEPT;
            text = kept + " run(s) did not return after close; each keeps its session. Remedy: restart the gateway if"
                    + " this does not go away";
        }
        if (engineMissing != null) {
            code = Code.ENGINE_MISSING;
            text = engineMissing;
        }
        Map<String, Object> properties = new TreeMap<>();
        properties.put(CODE, code.name());
        properties.put(TEXT, text);
        properties.put(BUNDLES, lines.values().stream().map(Line::text).toArray(String[]::new));
        properties.put(COUNTER + "accepted", accepted);
        properties.put(COUNTER + "refused", refused);
        properties.put(COUNTER + "bugs", bugs);
        properties.put(COUNTER + "timeouts", counts.timeouts.get());
        properties.put(COUNTER + "sessions.open", (long) counts.sessionsOpen.get());
        properties.put(COUNTER + "sessions.closed", counts.sessionsClosed.get());
        properties.put(COUNTER + "runners.open", (long) counts.runnersOpen.get());
        properties.put(COUNTER + "runners.kept", (long) kept);
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
}
