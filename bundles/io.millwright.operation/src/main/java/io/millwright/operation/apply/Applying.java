package io.millwright.operation.apply;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Refusal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.kura.KuraException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configuration at a time: applied all or nothing, watched, and taken back where health drops or nobody confirms it. Everything that
 * taking back needs is on the disk before anything changes. Thread-safe; the configuration service is never called with the lock held.
 */
final class Applying {
    private static final Logger LOG = LoggerFactory.getLogger(Applying.class);

    /** Something may be ill for this part of the time within which a change has to prove itself, as it is while it connects anew. */
    private static final int PATIENCE_PART = 3;

    private static final long LEAST_AFTER_RESTART_MILLIS = 60_000;

    /** How far it is. */
    enum Phase {
        /** Nothing was applied yet. */
        NONE,
        /** It is being set. */
        APPLYING,
        /** It is set, and has to prove itself. */
        WATCHING,
        /** It has proven itself. */
        KEPT,
        /** It is being taken back. */
        REVERTING,
        /** It was taken back. */
        REVERTED,
        /** It could not be taken back: a person has to. */
        REVERT_FAILED
    }

    private final Gateway gateway;
    private final ApplyFile file;
    private final LongSupplier nanoTime;
    private final LongSupplier micros;

    private Phase phase = Phase.NONE;
    private String who = "";
    private String reason = "";
    private long sinceMicros;
    private long deadlineMillis;
    private long withinMillis;
    private long patienceMillis;
    private boolean confirm;
    private JsonArray changes = new JsonArray();
    private JsonObject before = new JsonObject();
    private Health health;

    /** Whether a restart has left a phase in between to the next tick. */
    private boolean resumed;

    Applying(Gateway gateway, ApplyFile file, LongSupplier nanoTime, LongSupplier micros) {
        this.gateway = gateway;
        this.file = file;
        this.nanoTime = nanoTime;
        this.micros = micros;
    }

    private long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }

    /** Goes on with what a restart has interrupted: what was half set or half taken back is taken back with the next tick. */
    synchronized void resume() {
        JsonObject kept = file.read();
        if (kept == null) {
            return;
        }
        try {
            phase = Phase.valueOf(kept.getString("phase", Phase.NONE.name()));
            who = kept.getString("who", "");
            reason = kept.getString("reason", "");
            sinceMicros = kept.getLong("sinceMicros", 0);
            withinMillis = kept.getLong("withinMillis", LEAST_AFTER_RESTART_MILLIS);
            confirm = kept.getBoolean("confirm", false);
            changes = kept.get("changes").asArray();
            before = kept.get("before").asObject();
            health = Health.of(kept.get("health").asObject(), nowMillis());
            // Everything is ill while a gateway starts: it is judged at the end.
            long left = Math.max(withinMillis, LEAST_AFTER_RESTART_MILLIS);
            patienceMillis = left;
            deadlineMillis = nowMillis() + left;
            resumed = true;
        } catch (RuntimeException damaged) {
            LOG.error("What an interrupted configuration was is not readable; compare it with the last snapshot");
            phase = Phase.NONE;
        }
    }

    /** What is wanted. */
    record Wanted(Difference difference, long withinMillis, boolean confirm, String who) {}

    /** Applies. */
    JsonObject apply(Wanted wanted) throws Refusal {
        wanted.difference().refuseProblems();
        synchronized (this) {
            if (phase == Phase.APPLYING || phase == Phase.WATCHING || phase == Phase.REVERTING) {
                throw Refusal.of(
                        Refusal.Kind.CONFLICT,
                        "the configuration of " + who + " has not proven itself yet",
                        "wait for it, or call apply/confirm or apply/revert");
            }
            begin(wanted);
        }
        if (wanted.difference().changes().isEmpty()) {
            return ended(Phase.KEPT, "nothing differs");
        }
        try {
            gateway.set(wanted.difference().whole());
        } catch (KuraException | RuntimeException e) {
            LOG.warn("The gateway does not take a configuration of {}: {}", who, e.getMessage());
            takenBack("the gateway does not take it: " + e.getMessage());
            throw Refusal.of(
                    Refusal.Kind.CONFLICT,
                    "the gateway does not take it: " + e.getMessage(),
                    "everything is as it was; look into the gateway's log");
        }
        synchronized (this) {
            phase = Phase.WATCHING;
            deadlineMillis = nowMillis() + withinMillis;
            keep();
            return document();
        }
    }

    private void begin(Wanted wanted) throws Refusal {
        who = wanted.who();
        reason = "";
        sinceMicros = micros.getAsLong();
        withinMillis = wanted.withinMillis();
        patienceMillis = withinMillis / PATIENCE_PART;
        confirm = wanted.confirm();
        changes = wanted.difference().documents();
        before = KeptValues.of(wanted.difference(), gateway);
        health = new Health(gateway.health(), gateway.decidesWithinMillis(), nowMillis());
        Phase was = phase;
        phase = Phase.APPLYING;
        try {
            file.write(kept());
        } catch (IOException e) {
            phase = was;
            throw Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    "what there was cannot be kept, so nothing is changed: " + e,
                    "make room on the gateway's disk");
        }
    }

    /** Called once per second; returns what the gateway has done by itself, "" for nothing. */
    String tick() {
        if (awaitsForms()) {
            return "";
        }
        String why;
        synchronized (this) {
            if (!resumed && (phase == Phase.APPLYING || phase == Phase.REVERTING)) {
                // Another thread is at it.
                return "";
            }
            resumed = false;
            if (phase == Phase.WATCHING) {
                health.look(gateway.health(), nowMillis());
            }
            why = judged();
            if (why == null) {
                return "";
            }
            phase = Phase.REVERTING;
        }
        return takenBack(why).getString("phase", "") + ": " + why;
    }

    /** While a gateway starts its components come one by one: what has no form yet cannot be taken back, and a minute later it can. */
    private boolean awaitsForms() {
        JsonObject wanted;
        synchronized (this) {
            if (!resumed || phase != Phase.APPLYING && phase != Phase.REVERTING || nowMillis() >= deadlineMillis) {
                return false;
            }
            wanted = before;
        }
        try {
            for (String pid : wanted.names()) {
                gateway.form(pid);
            }
            return false;
        } catch (Refusal notYet) {
            LOG.debug("What a restart interrupted is taken back later: {}", notYet.getMessage());
            return true;
        }
    }

    private String judged() {
        if (phase != Phase.WATCHING) {
            return phase == Phase.APPLYING || phase == Phase.REVERTING ? "a restart came while it was being set" : null;
        }
        long now = nowMillis();
        List<String> ill = health.ill(now, patienceMillis);
        if (!ill.isEmpty()) {
            return "not well for " + patienceMillis / 1_000 + " s: " + String.join(", ", ill);
        }
        if (now < deadlineMillis) {
            return null;
        }
        List<String> stillIll = health.ill(now, 0);
        if (!stillIll.isEmpty()) {
            return "not well after " + withinMillis / 1_000 + " s: " + String.join(", ", stillIll);
        }
        if (confirm) {
            return "nobody has confirmed it within " + withinMillis / 1_000 + " s";
        }
        ended(Phase.KEPT, "everything that was well before is well");
        return null;
    }

    /** A person, or a program, has seen that it is right. */
    synchronized JsonObject confirmed() throws Refusal {
        if (phase != Phase.WATCHING) {
            throw Refusal.of(
                    Refusal.Kind.CONFLICT,
                    "nothing waits to be confirmed, it is " + phase,
                    "ask for the resource apply");
        }
        health.look(gateway.health(), nowMillis());
        List<String> ill = health.ill(nowMillis(), 0);
        if (!ill.isEmpty()) {
            throw Refusal.of(
                    Refusal.Kind.CONFLICT,
                    "not well: " + String.join(", ", ill),
                    "wait until it is well; otherwise it is taken back");
        }
        return ended(Phase.KEPT, "confirmed");
    }

    /** A person does not want it. */
    JsonObject reverted(String by) throws Refusal {
        synchronized (this) {
            if (phase != Phase.WATCHING && phase != Phase.REVERT_FAILED) {
                throw Refusal.of(
                        Refusal.Kind.CONFLICT,
                        "nothing can be taken back, it is " + phase,
                        "apply the configuration that you want");
            }
            phase = Phase.REVERTING;
        }
        return takenBack(by + " took it back");
    }

    private JsonObject takenBack(String why) {
        synchronized (this) {
            phase = Phase.REVERTING;
            reason = why;
            keep();
        }
        try {
            gateway.set(valuesBefore());
            LOG.warn("The configuration of {} was taken back: {}", who, why);
            return ended(Phase.REVERTED, why);
        } catch (KuraException | Refusal | RuntimeException e) {
            LOG.error(
                    "The configuration of {} could not be taken back: {}. Remedy: roll back to the last snapshot in the web admin",
                    who,
                    e.getMessage());
            return ended(Phase.REVERT_FAILED, why + "; taking it back failed: " + e.getMessage());
        }
    }

    private Map<String, Map<String, Object>> valuesBefore() throws Refusal {
        JsonObject fields;
        synchronized (this) {
            fields = before;
        }
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (JsonObject.Member component : fields) {
            Form form = gateway.form(component.getName());
            Map<String, Object> values = new LinkedHashMap<>(form.values());
            values.putAll(KeptValues.values(component.getValue().asObject(), form));
            all.put(component.getName(), values);
        }
        return all;
    }

    private synchronized JsonObject ended(Phase end, String why) {
        phase = end;
        reason = why;
        if (end != Phase.REVERT_FAILED) {
            before = new JsonObject();
        }
        keep();
        return document();
    }

    /** What cannot be written is told by the log: what is in memory counts. */
    private void keep() {
        try {
            file.write(kept());
        } catch (IOException e) {
            LOG.error(
                    "Where a configuration stands cannot be kept over a restart: {}. Remedy: make room on the disk",
                    e.toString());
        }
    }

    private JsonObject kept() {
        return new JsonObject()
                .add("phase", phase.name())
                .add("who", who)
                .add("reason", reason)
                .add("sinceMicros", sinceMicros)
                .add("withinMillis", withinMillis)
                .add("confirm", confirm)
                .add("changes", changes)
                .add("before", before)
                .add("health", health.kept());
    }

    /** Returns how far it is. */
    synchronized JsonObject document() {
        JsonObject document = new JsonObject()
                .add("phase", phase.name())
                .add("who", who)
                .add("reason", reason)
                .add("sinceMicros", sinceMicros)
                .add("changes", changes);
        if (phase == Phase.WATCHING) {
            JsonArray ill = new JsonArray();
            health.ill(nowMillis(), 0).forEach(ill::add);
            document.add("withinMillis", withinMillis)
                    .add(
                            "untilMicros",
                            micros.getAsLong() + TimeUnit.MILLISECONDS.toMicros(deadlineMillis - nowMillis()))
                    .add("confirm", confirm)
                    .add("ill", ill);
        }
        return document;
    }

    /** Returns what a person has to know, "" for nothing. */
    synchronized String trouble() {
        return phase == Phase.REVERT_FAILED ? reason : "";
    }
}
