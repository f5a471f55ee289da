package io.millwright.operation.apply;

import com.eclipsesource.json.JsonObject;
import io.millwright.supervision.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How everything that was well before a change is since: connections to servers, pipelines, publishers, the cloud. What was not well before
 * is not looked at, it may be what the change is about. Not thread-safe.
 */
final class Health {
    /** How one thing is now. */
    record Now(Kind kind, String code, int severity, boolean asked, long progress) {
        /** Of something that has a state. */
        static Now of(Kind kind, State state, long progress) {
            return new Now(
                    kind,
                    state.code(),
                    state.severity().ordinal(),
                    !state.remedy().isEmpty(),
                    progress);
        }

        /** Of something that is connected or not. */
        static Now connected(boolean connected) {
            return new Now(Kind.CLOUD, connected ? CONNECTED : "DISCONNECTED", 0, !connected, 0);
        }
    }

    /** What kind of thing: it decides what well means. */
    enum Kind {
        /** Well while it is connected: on its way there is not. */
        CONNECTION,
        /** Well while its state is no worse and it goes on deciding. */
        PIPELINE,
        /** Well while its state is no worse. */
        PUBLISHER,
        /** Well while it is connected. */
        CLOUD
    }

    static final String CONNECTED = "CONNECTED";
    private static final int INFO = State.Severity.INFO.ordinal();

    private final Map<String, Now> before;
    private final Map<String, Long> lastProgress = new TreeMap<>();
    private final Map<String, Long> progressMillis = new TreeMap<>();
    private final Map<String, Long> illSinceMillis = new TreeMap<>();
    private final Map<String, Long> patienceOfDecisions;

    /**
     * Begins to look.
     *
     * @param before how things are before the change
     * @param decidesWithinMillis how long each pipeline that decides may be silent
     */
    Health(Map<String, Now> before, Map<String, Long> decidesWithinMillis, long nowMillis) {
        this.before = new LinkedHashMap<>(before);
        patienceOfDecisions = Map.copyOf(decidesWithinMillis);
        before.forEach((name, now) -> {
            lastProgress.put(name, now.progress());
            progressMillis.put(name, nowMillis);
        });
    }

    /** Looks; things that are gone are ill. */
    void look(Map<String, Now> now, long nowMillis) {
        for (Map.Entry<String, Now> each : before.entrySet()) {
            Now present = now.get(each.getKey());
            if (present != null && present.progress() != lastProgress.get(each.getKey())) {
                lastProgress.put(each.getKey(), present.progress());
                progressMillis.put(each.getKey(), nowMillis);
            }
            if (!watched(each.getValue()) || well(each.getKey(), each.getValue(), present, nowMillis)) {
                illSinceMillis.remove(each.getKey());
            } else {
                illSinceMillis.putIfAbsent(each.getKey(), nowMillis);
            }
        }
    }

    private static boolean watched(Now was) {
        return switch (was.kind()) {
            case CONNECTION, CLOUD -> was.code().startsWith(CONNECTED);
            case PIPELINE, PUBLISHER -> was.severity() == INFO && !was.asked();
        };
    }

    private boolean well(String name, Now was, Now is, long nowMillis) {
        if (is == null || is.severity() > was.severity()) {
            return false;
        }
        Long silent = patienceOfDecisions.get(name);
        return switch (was.kind()) {
            case CONNECTION, CLOUD -> is.code().startsWith(CONNECTED);
            case PUBLISHER -> !is.asked();
            case PIPELINE -> !is.asked() && (silent == null || nowMillis - progressMillis.get(name) <= silent);
        };
    }

    /** Returns what has been ill for so long without a break. */
    List<String> ill(long nowMillis, long forMillis) {
        List<String> found = new ArrayList<>();
        illSinceMillis.forEach((name, since) -> {
            if (nowMillis - since >= forMillis) {
                found.add(name);
            }
        });
        return found;
    }

    /** Returns what was well before, for the file that outlives a restart. */
    JsonObject kept() {
        JsonObject kept = new JsonObject();
        before.forEach((name, now) -> {
            if (watched(now)) {
                kept.add(
                        name,
                        new JsonObject()
                                .add("kind", now.kind().name())
                                .add("code", now.code())
                                .add("severity", now.severity()));
            }
        });
        return kept;
    }

    /** Reads what was kept; after a restart nobody waits for decisions, whose windows fill anew. */
    static Health of(JsonObject kept, long nowMillis) {
        Map<String, Now> before = new LinkedHashMap<>();
        for (JsonObject.Member each : kept) {
            JsonObject was = each.getValue().asObject();
            before.put(
                    each.getName(),
                    new Now(
                            Kind.valueOf(was.getString("kind", "PUBLISHER")),
                            was.getString("code", ""),
                            was.getInt("severity", 0),
                            false,
                            0));
        }
        return new Health(before, Map.of(), nowMillis);
    }
}
