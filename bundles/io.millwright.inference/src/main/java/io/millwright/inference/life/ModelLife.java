package io.millwright.inference.life;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.model.ModelVersion.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What is known of all versions of a model that one bundle brought, and which of them shall serve; kept over restarts as JSON.
 * Thread-safe.
 */
public final class ModelLife {
    private static final int FORMAT = 1;
    private static final int MOST = 32;

    /** Which version shall serve; null where nothing changes, with what cannot be done, empty if nothing. */
    public record Choice(String sha256, String why, String problem) {
        static final Choice AS_IT_IS = new Choice(null, "", "");
    }

    /** The newest first. */
    private final List<KnownVersion> versions = new ArrayList<>();

    private String pinned = "";
    private boolean probation;
    private Tally tally = new Tally();

    /** Returns all, the newest first. */
    public synchronized List<KnownVersion> all() {
        return List.copyOf(versions);
    }

    /** Returns a version, null if it is not known. */
    public synchronized KnownVersion find(String sha256) {
        return versions.stream()
                .filter(one -> one.sha256().equals(sha256))
                .findFirst()
                .orElse(null);
    }

    /** Returns what serves, null for nothing yet. */
    public synchronized KnownVersion active() {
        return first(Set.of(State.ACTIVE));
    }

    /** Returns what is on trial, null for nothing. */
    public synchronized KnownVersion onTrial() {
        return first(Set.of(State.SHADOW, State.CANARY));
    }

    private KnownVersion first(Set<State> states) {
        return versions.stream()
                .filter(one -> states.contains(one.state()))
                .findFirst()
                .orElse(null);
    }

    /** Returns to which version a way back leads, null for none: the one used last, not barred, whose files are kept. */
    public synchronized KnownVersion former() {
        return former("");
    }

    private KnownVersion former(String but) {
        List<KnownVersion> retired = versions.stream()
                .filter(one -> one.state() == State.RETIRED && one.kept() && !one.barred())
                .filter(one -> !one.version().equals(but))
                .toList();
        Comparator<KnownVersion> bySince = Comparator.comparingLong(KnownVersion::sinceMillis);
        Optional<KnownVersion> used =
                retired.stream().filter(KnownVersion::used).max(bySince);
        return used.or(() -> retired.stream().min(bySince)).orElse(null);
    }

    /** Adds a version that passed its checks, unless it is known. */
    public synchronized void add(String sha256, String version, long nowMillis) {
        if (find(sha256) == null) {
            versions.add(
                    0, new KnownVersion(sha256, version, State.VERIFIED, nowMillis, "", false, false, false, 0, 0, 0));
        }
    }

    /** Its files are kept. */
    public synchronized void kept(String sha256, long bytes) {
        change(sha256, one -> one.withFiles(true, bytes));
    }

    private void change(String sha256, UnaryOperator<KnownVersion> how) {
        versions.replaceAll(one -> one.sha256().equals(sha256) ? how.apply(one) : one);
    }

    /** Has a version enter a state. Whatever was in a state of which there is only one has left it before. */
    public synchronized void enter(String sha256, State state, String reason, boolean barred, long nowMillis) {
        change(sha256, one -> one.in(state, nowMillis, reason, barred));
    }

    /** Somebody has decided with it. */
    public synchronized void used(String sha256) {
        change(sha256, KnownVersion::withUsed);
    }

    /** Its golden rows were computed. */
    public synchronized void checked(String sha256, int rows, double deviation) {
        change(sha256, one -> one.checked(rows, deviation));
    }

    /** Its files are gone. */
    public synchronized void dropped(String sha256) {
        change(sha256, one -> one.withFiles(false, one.keptBytes()));
    }

    /** Pins a version by request, "" for none. */
    public synchronized void pin(String version) {
        pinned = version;
    }

    /** Returns the version that is pinned, "" for none. */
    public synchronized String pin(LifeSettings settings) {
        return settings.pin().isEmpty() ? pinned : settings.pin();
    }

    /** Whether what serves is on probation. */
    public synchronized boolean probation() {
        return probation;
    }

    /** Begins or ends the probation of what serves. */
    public synchronized void probation(boolean now) {
        probation = now;
    }

    /** Returns what the present trial or probation has shown. */
    public synchronized Tally tally() {
        return tally;
    }

    /** Begins a trial or probation. */
    public synchronized void newTally() {
        tally = new Tally();
    }

    /** Returns which version shall serve in place of the one that does. */
    public synchronized Choice choice(LifeSettings settings) {
        KnownVersion active = active();
        String pin = pin(settings);
        if (!pin.isEmpty()) {
            return pinned(pin, active);
        }
        boolean left = active != null && active.version().equals(settings.leave());
        if (active == null || !left && !active.barred()) {
            return Choice.AS_IT_IS;
        }
        KnownVersion former = former(active.version());
        return former == null
                ? new Choice(
                        null, "", active.version() + " shall not serve, but no version before it is kept to go back to")
                : new Choice(former.sha256(), left ? LifeLabels.LEAVE + " = " + settings.leave() : active.reason(), "");
    }

    private Choice pinned(String pin, KnownVersion active) {
        if (active != null && active.version().equals(pin)) {
            return Choice.AS_IT_IS;
        }
        return versions.stream()
                .filter(one -> one.version().equals(pin) && one.kept())
                .findFirst()
                .map(one -> new Choice(one.sha256(), "it is pinned", ""))
                .orElseGet(() -> new Choice(
                        null, "", "version " + pin + " is pinned, but its files are not here; there are " + names()));
    }

    /** Returns the versions whose files are kept, for people. */
    public synchronized String names() {
        String names = versions.stream()
                .filter(KnownVersion::kept)
                .map(KnownVersion::version)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    /** Returns the version whose files go next, null when all may stay. Never what serves, is on trial, came before it or is pinned. */
    public synchronized KnownVersion tooMany(LifeSettings settings) {
        List<KnownVersion> kept = versions.stream().filter(KnownVersion::kept).toList();
        if (kept.size() <= settings.kept() && bytes() <= settings.quotaBytes()) {
            return null;
        }
        KnownVersion former = former();
        String pin = pin(settings);
        return kept.stream()
                .filter(one -> one.state() == State.RETIRED || one.state() == State.VERIFIED)
                .filter(one -> !one.equals(former) && !one.version().equals(pin))
                .min(Comparator.comparing((KnownVersion one) -> !one.barred())
                        .thenComparing(KnownVersion::used)
                        .thenComparingLong(KnownVersion::sinceMillis))
                .orElse(null);
    }

    /** Returns what the kept files take. */
    public synchronized long bytes() {
        return versions.stream().mapToLong(KnownVersion::bytes).sum();
    }

    /** Returns it as JSON. */
    public synchronized byte[] json() {
        while (versions.size() > MOST) {
            Optional<KnownVersion> oldest = versions.stream()
                    .filter(one -> !one.kept() && one.state() != State.ACTIVE)
                    .min(Comparator.comparingLong(KnownVersion::sinceMillis));
            if (oldest.isEmpty()) {
                break;
            }
            versions.remove(oldest.get());
        }
        JsonArray all = new JsonArray();
        versions.forEach(one -> all.add(new JsonObject()
                .add("sha256", one.sha256())
                .add("version", one.version())
                .add("state", one.state().name())
                .add("since_ms", one.sinceMillis())
                .add("reason", one.reason())
                .add("barred", one.barred())
                .add("kept", one.kept())
                .add("used", one.used())
                .add("bytes", one.keptBytes())
                .add("golden_rows", one.goldenRows())
                .add("deviation", one.deviation())));
        return new JsonObject()
                .add("format", FORMAT)
                .add("pinned", pinned)
                .add("probation", probation)
                .add("versions", all)
                .add("tally", tally.json())
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static ModelLife of(byte[] json) {
        try {
            JsonObject top =
                    Json.parse(new String(json, StandardCharsets.UTF_8)).asObject();
            if (top.getInt("format", 0) != FORMAT) {
                throw new IllegalArgumentException("format " + top.getInt("format", 0));
            }
            ModelLife life = new ModelLife();
            life.pinned = top.getString("pinned", "");
            life.probation = top.getBoolean("probation", false);
            for (JsonValue value : top.get("versions").asArray()) {
                life.versions.add(version(value.asObject()));
            }
            life.tally = Tally.of(top.get("tally").asObject());
            return life;
        } catch (RuntimeException e) {
            // Of the parser, for what is no JSON, or has another type or nothing where something is expected.
            throw new IllegalArgumentException(e.toString().toLowerCase(Locale.ROOT), e);
        }
    }

    private static KnownVersion version(JsonObject one) {
        return new KnownVersion(
                one.getString("sha256", null),
                one.getString("version", null),
                State.valueOf(one.getString("state", "")),
                one.getLong("since_ms", 0),
                one.getString("reason", ""),
                one.getBoolean("barred", false),
                one.getBoolean("kept", false),
                one.getBoolean("used", false),
                one.getLong("bytes", 0),
                one.getInt("golden_rows", 0),
                one.getDouble("deviation", 0));
    }
}
