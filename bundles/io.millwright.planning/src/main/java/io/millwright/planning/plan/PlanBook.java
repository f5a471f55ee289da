package io.millwright.planning.plan;

import io.millwright.decision.Plan;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.Kind;
import io.millwright.decision.Recommendation.Status;
import io.millwright.decision.Recommendations;
import io.millwright.file.PidName;
import io.millwright.planning.plan.KeptPlan.Because;
import io.millwright.planning.plan.KeptPlan.PlanGain;
import io.millwright.planning.plan.KeptPlan.Simpler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans of one planner and what became of each: at most one waits for an answer, at most one is in force. The approved one stands,
 * whatever fails afterwards, until another is approved or its time is over. Kept over restarts. Thread-safe.
 */
public final class PlanBook implements Recommendations {
    static final int RECENT = 64;

    private static final Logger LOG = LoggerFactory.getLogger(PlanBook.class);
    private static final int WHO_CHARACTERS = 100;
    private static final int COMMENT_CHARACTERS = 1_000;

    private final String name;
    private final String planner;
    private final String topic;
    private final LongSupplier wallMicros;
    private final Consumer<Recommendation> changes;
    private final PlanFile file;

    /** Guarded by this object, like the next ones; null where there is none. */
    private KeptPlan proposed;

    private KeptPlan inForce;

    /** Without their documents, the newest first. */
    private final Deque<KeptPlan> recent = new ArrayDeque<>();

    private long lastMicros;
    private long made;
    private long approved;
    private long rejected;
    private long expired;
    private long unkept;

    /**
     * Reads what was kept.
     *
     * @param folder where the planner's file lies, made when it is needed
     * @param planner its {@code kura.service.pid}
     * @param topic of its plans
     * @param wallMicros time of day, microseconds since 1970 UTC
     * @param changes told every new plan, and each after a change of its status; called under the book's lock, must not block
     */
    public PlanBook(
            Path folder, String planner, String topic, LongSupplier wallMicros, Consumer<Recommendation> changes) {
        this(folder, planner, planner, topic, wallMicros, changes);
    }

    /** The same for a further book of a planner, under a name of its own. */
    PlanBook(
            Path folder,
            String name,
            String planner,
            String topic,
            LongSupplier wallMicros,
            Consumer<Recommendation> changes) {
        this.name = name;
        this.planner = planner;
        this.topic = topic;
        this.wallMicros = wallMicros;
        this.changes = changes;
        file = new PlanFile(folder.resolve(PidName.of(name) + ".plans.json"));
        for (KeptPlan plan : file.read()) {
            lastMicros = Math.max(lastMicros, plan.createdMicros());
            if (plan.status() == Status.OPEN) {
                proposed = plan;
            } else if (plan.status() == Status.APPROVED && !plan.document().isEmpty()) {
                inForce = plan;
            } else {
                recent.addLast(plan);
            }
        }
    }

    /**
     * Takes a new plan. A proposal takes the place of the one that waits; advice to leave everything as it is withdraws that.
     *
     * @param basis what it was made of
     * @return the plan, as it is kept
     */
    public synchronized Plan propose(Proposal proposal, Basis basis) {
        settle();
        // Two in one microsecond, or a clock that was put back, must not give one name to two plans.
        long now = wallMicros.getAsLong();
        lastMicros = Math.max(now, lastMicros + 1);
        // By the clock alone: one that was ahead for a while would make plans that are never over.
        KeptPlan plan = plan(proposal, basis, lastMicros, now + proposal.validMicros());
        made++;
        if (proposed != null) {
            close(proposed.answered(Status.EXPIRED, "", "", lastMicros));
            expired++;
            proposed = null;
        }
        if (plan.status() == Status.OPEN) {
            proposed = plan;
        } else {
            remember(plan);
        }
        changes.accept(plan);
        keep();
        return plan;
    }

    private KeptPlan plan(Proposal from, Basis basis, long created, long expires) {
        List<Recommendation.Reason> reasons = new ArrayList<>();
        from.reasons().forEach(text -> reasons.add(new Because(text)));
        List<Plan.Alternative> alternatives = new ArrayList<>();
        from.alternatives().forEach((policy, value) -> alternatives.add(new Simpler(policy, value)));
        double least = from.before() - from.after() - (Double.isNaN(from.spread()) ? 0 : from.spread());
        return new KeptPlan(
                name + "-" + created,
                topic,
                planner,
                from.site(),
                from.proposed() ? Kind.PROPOSED : Kind.KEEP,
                from.why(),
                new PlanGain(from.quantity(), from.unit(), from.before(), from.after(), from.spread(), least),
                from.confidence(),
                reasons,
                created,
                expires,
                from.model(),
                basis,
                alternatives,
                from.gapAtMost(),
                from.document(),
                from.proposed() ? Status.OPEN : Status.NONE,
                "",
                "",
                0);
    }

    /** Takes the plan that waits back, because what it was made from is no more. */
    public synchronized void withdraw(String why) {
        settle();
        if (proposed != null) {
            close(proposed.withdrawn(why, wallMicros.getAsLong()));
            proposed = null;
            keep();
        }
    }

    /** Returns the plan that waits for an answer, null where there is none. */
    public synchronized Plan proposed() {
        settle();
        return proposed;
    }

    /** Returns the plan that was approved last and whose time is not over, null where there is none. */
    public synchronized Plan inForce() {
        settle();
        return inForce;
    }

    /** Returns the newest plan if it was made of the same, its time is not over, and nobody has to be asked again; else null. */
    synchronized KeptPlan standing(Basis now) {
        List<KeptPlan> all = all();
        if (all.isEmpty()) {
            return null;
        }
        KeptPlan newest = all.get(0);
        boolean stands = newest.basis().stands(now)
                && newest.expiresMicros() > wallMicros.getAsLong()
                && newest.status() != Status.EXPIRED
                && newest.status() != Status.WITHDRAWN;
        return stands ? newest : null;
    }

    /** Returns what became of a plan that was proposed, in words; "" while it waits. */
    synchronized String became(String id) {
        return all().stream()
                .filter(plan -> plan.id().equals(id))
                .map(plan -> switch (plan.status()) {
                    case OPEN, NONE -> "";
                    case APPROVED -> "was approved by " + plan.who();
                    case REJECTED -> "was rejected by " + plan.who();
                    case EXPIRED -> "is over";
                    case WITHDRAWN -> "was withdrawn";
                })
                .findFirst()
                .orElse("is forgotten");
    }

    @Override
    public synchronized List<Recommendation> open() {
        settle();
        return proposed == null ? List.of() : List.of(proposed);
    }

    @Override
    public synchronized List<Recommendation> recent() {
        return List.copyOf(all());
    }

    /** The newest first. */
    private List<KeptPlan> all() {
        settle();
        List<KeptPlan> all = new ArrayList<>();
        if (proposed != null) {
            all.add(proposed);
        }
        if (inForce != null) {
            all.add(inForce);
        }
        all.addAll(recent);
        all.sort((one, other) -> Long.compare(other.createdMicros(), one.createdMicros()));
        return all;
    }

    @Override
    public synchronized Recommendation approve(String id, String who, String comment) {
        KeptPlan plan = waiting(id, who, comment);
        long now = wallMicros.getAsLong();
        KeptPlan replaced = inForce;
        inForce = plan.answered(Status.APPROVED, who, comment, now);
        proposed = null;
        approved++;
        if (replaced != null) {
            remember(replaced);
        }
        changes.accept(inForce);
        keep();
        return inForce;
    }

    @Override
    public synchronized Recommendation reject(String id, String who, String comment) {
        KeptPlan plan = waiting(id, who, comment).answered(Status.REJECTED, who, comment, wallMicros.getAsLong());
        proposed = null;
        rejected++;
        close(plan);
        keep();
        return plan;
    }

    private KeptPlan waiting(String id, String who, String comment) {
        settle();
        if (who.isEmpty() || who.length() > WHO_CHARACTERS) {
            throw new IllegalArgumentException(
                    "who has " + who.length() + " characters; give a name of 1 to " + WHO_CHARACTERS);
        }
        if (comment.length() > COMMENT_CHARACTERS) {
            throw new IllegalArgumentException(
                    "comment has " + comment.length() + " characters; " + COMMENT_CHARACTERS + " are the most");
        }
        if (proposed != null && proposed.id().equals(id)) {
            return proposed;
        }
        String known = recent().stream()
                .filter(each -> each.id().equals(id))
                .map(each -> "is " + each.status())
                .findFirst()
                .orElse("is not known");
        throw new IllegalArgumentException("plan " + id + " " + known);
    }

    /** What has run out since somebody asked last. */
    private void settle() {
        long now = wallMicros.getAsLong();
        boolean changed = false;
        if (proposed != null && proposed.expiresMicros() <= now) {
            close(proposed.answered(Status.EXPIRED, "", "", now));
            proposed = null;
            expired++;
            changed = true;
        }
        if (inForce != null && inForce.expiresMicros() <= now) {
            remember(inForce);
            inForce = null;
            changed = true;
        }
        if (changed) {
            keep();
        }
    }

    private void close(KeptPlan plan) {
        remember(plan);
        changes.accept(plan);
    }

    private void remember(KeptPlan plan) {
        recent.addFirst(plan.brief());
        while (recent.size() > RECENT) {
            recent.removeLast();
        }
    }

    private void keep() {
        List<KeptPlan> all = new ArrayList<>(recent);
        if (inForce != null) {
            all.add(inForce);
        }
        if (proposed != null) {
            all.add(proposed);
        }
        try {
            file.write(all);
        } catch (IOException e) {
            if (unkept++ == 0) {
                LOG.warn("Plans of {} are not kept over a restart: {}; make room on the disk", planner, e.toString());
            }
        }
    }

    /** Returns what was counted, by name. */
    public synchronized Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("plans.made", made);
        counters.put("plans.approved", approved);
        counters.put("plans.rejected", rejected);
        counters.put("plans.expired", expired);
        counters.put("plans.unkept", unkept);
        counters.put("plans.open", proposed == null ? 0L : 1L);
        return counters;
    }
}
