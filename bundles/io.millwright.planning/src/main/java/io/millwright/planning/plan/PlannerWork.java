package io.millwright.planning.plan;

import io.millwright.decision.Plan;
import io.millwright.decision.Planner;
import io.millwright.form.Diagnosis;
import io.millwright.planning.plan.PlannerState.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A planner at work: keeps what it is given, makes plans on a thread of its own that ends when there is nothing to do, and writes them
 * into its book. Whatever fails is a state; the last approved plan stands. Thread-safe.
 */
public final class PlannerWork implements Planner, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlannerWork.class);
    private static final long IDLE_SECONDS = 10;
    private static final String NONE_ASKED = "no plan was asked for yet";
    private static final String STANDS = "the newest plan was made of what is given now";

    /**
     * An input that the planner takes.
     *
     * @param example a line under that header
     * @param needed whether there is no plan without it
     */
    public record Kind(String name, String header, String help, String example, boolean needed) {}

    private final String name;
    private final String topic;
    /** Held also while the wish for a plan is set or taken with them. */
    private final PlannerInputs given;

    private final PlanBook book;
    private final LongSupplier wallMicros;
    private final Consumer<PlannerState> told;
    private final ThreadPoolExecutor thread;

    /** Whether a run waits for the thread. */
    private final AtomicBoolean queued = new AtomicBoolean();

    /** Whether a person asked for a plan, or gave something. */
    private final AtomicBoolean wanted = new AtomicBoolean();

    /** Whether something happened of which the maker knows. */
    private final AtomicBoolean woken = new AtomicBoolean();

    /** Null while a setting is wrong. */
    private volatile Maker maker;

    private volatile PlannerState state;

    /** A maker that is used no more tells nothing. */
    private final Object telling = new Object();

    /** With what and how it looked last whether a plan is due; the planner's thread only, like the next one. */
    private Maker lookedBy;

    private Map<String, String> lookedWith = Map.of();

    /** The plan that its state says was proposed, "" for none; the planner's thread only. */
    private String waits = "";

    /** Written by the planner's thread only. */
    private volatile long runs;

    private volatile long failed;

    /** The newest; null until there was something to do. */
    private volatile Thread newest;

    /**
     * Creates one that does nothing until {@link #use}.
     *
     * @param name {@code kura.service.pid}
     * @param kinds inputs, in the order in which people give them
     * @param book where its plans are kept
     * @param inputs the folder of what it is given
     * @param wallMicros time of day, microseconds since 1970 UTC
     * @param told every new state; must not block
     */
    public PlannerWork(
            String name,
            String topic,
            List<Kind> kinds,
            PlanBook book,
            Path inputs,
            LongSupplier wallMicros,
            Consumer<PlannerState> told) {
        this.name = name;
        this.topic = topic;
        this.book = book;
        this.wallMicros = wallMicros;
        this.told = told;
        given = new PlannerInputs(kinds, inputs, name);
        state = new PlannerState(Code.PLANNER_READY, wallMicros.getAsLong(), NONE_ASKED, "");
        thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1), task -> {
            Thread made = new Thread(task, "millwright-planning-" + name);
            made.setDaemon(true);
            made.setContextClassLoader(PlannerWork.class.getClassLoader());
            newest = made;
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    /** Plans by these settings from now on; at once, unless the newest plan was made of the same: a restart asks nobody again. */
    public void use(Maker fresh) {
        maker = fresh;
        look();
    }

    /** Makes no plans until {@link #use}; what is being made is made for nothing. */
    void halt() {
        maker = null;
    }

    /** Makes no plans until {@link #use}, because a setting is wrong. */
    public void refuse(String what, String remedy) {
        synchronized (telling) {
            maker = null;
            become(Code.PLANNER_SETTINGS_WRONG, what, remedy);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public Plan proposed() {
        return book.proposed();
    }

    @Override
    public Plan inForce() {
        Plan plan = book.inForce();
        Maker now = maker;
        if (now == null || !(plan instanceof KeptPlan kept)) {
            return plan;
        }
        try {
            return kept.showing(now.shown(kept.document(), wallMicros.getAsLong()));
        } catch (RuntimeException e) {
            // What was approved is shown all the same.
            LOG.debug("{}: what happened since is not shown", name, e);
            return plan;
        }
    }

    @Override
    public List<Input> inputs() {
        return given.all();
    }

    @Override
    public int accept(String input, String csv) {
        Kind kind = given.kind(input);
        Maker now = able("takes nothing");
        byte[] bytes = given.bytes(kind, csv);
        int lines = now.lines(kind.name(), csv);
        synchronized (given) {
            // With the wish for it: what is read before it is there is not planned twice.
            given.write(kind, bytes);
            wanted.set(true);
        }
        look();
        return lines;
    }

    private Maker able(String otherwise) {
        Maker now = maker;
        if (now == null) {
            throw new IllegalArgumentException(name + " " + otherwise + ": " + state.text() + "; " + state.remedy());
        }
        return now;
    }

    @Override
    public void plan() {
        able("plans nothing");
        Diagnosis missing = given.missing();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(name + " plans nothing: " + missing.what() + "; " + missing.remedy());
        }
        wanted.set(true);
        look();
    }

    /** Has its maker look whether what happened makes a plan due. Returns at once. */
    public void wake() {
        woken.set(true);
        look();
    }

    /**
     * Looks on its thread whether a plan is due: because one was asked for, because something happened, or because it is used by other
     * settings or with another tool than the newest plan was made with. Returns at once.
     */
    public void look() {
        if (maker != null && queued.compareAndSet(false, true)) {
            try {
                thread.execute(this::run);
            } catch (RejectedExecutionException e) {
                // Closed.
                queued.set(false);
            }
        }
    }

    private void run() {
        queued.set(false);
        Maker now = maker;
        if (now == null) {
            return;
        }
        try {
            look(now);
        } catch (IllegalArgumentException e) {
            failed++;
            become(now, Code.INPUT_UNFIT, e.getMessage(), "give the corrected input; the last approved plan stands");
        } catch (IOException e) {
            failed++;
            become(now, Code.INPUT_UNFIT, "what was given cannot be read: " + e, "give it again");
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
            broken(now, e);
        }
    }

    private void look(Maker now) throws IOException {
        tellWhatBecame(now);
        Map<String, String> tools = now.tools();
        boolean other = now != lookedBy || !tools.equals(lookedWith);
        boolean asked;
        boolean happened;
        Map<String, String> inputs;
        synchronized (given) {
            // What comes later has a run of its own.
            asked = wanted.getAndSet(false);
            happened = woken.getAndSet(false);
            if (!asked && !happened && !other) {
                return;
            }
            inputs = given.read();
        }
        lookedBy = now;
        lookedWith = tools;
        Diagnosis missing = given.missing(inputs);
        if (!missing.isEmpty()) {
            become(now, Code.INPUT_MISSING, missing.what(), missing.remedy());
            return;
        }
        Basis basis = new Basis(Digests.sha256(now.settings(), inputs), tools);
        KeptPlan stands = book.standing(basis);
        if (!asked && !happened && !now.timed() && stands != null) {
            become(now, Code.PLANNER_READY, STANDS, "");
            return;
        }
        if (stands != null) {
            now.stands(stands.createdMicros(), stands.basis().tools());
        }
        Occasion occasion = asked ? Occasion.ASKED : other && stands == null ? Occasion.DUE : Occasion.EVENT;
        PlannerState before = state;
        become(now, Code.PLANNING, "a plan is being made", "");
        Proposal made = now.make(inputs, wallMicros.getAsLong(), occasion);
        // A flag that a model or a publisher has left is not the end of this thread.
        if (Thread.interrupted() && thread.isShutdown()) {
            return;
        }
        if (maker != now) {
            // By settings that hold no more: whoever asked is answered by the next ones.
            if (asked) {
                wanted.set(true);
            }
            look();
            return;
        }
        if (made == null) {
            notDue(now, before, stands);
            return;
        }
        Plan plan = book.propose(made, basis.with(now.tools()));
        runs++;
        waits = made.proposed() ? plan.id() : "";
        become(
                now,
                Code.PLANNER_READY,
                "plan " + plan.id() + (made.proposed() ? " was proposed" : ": " + made.why()),
                "");
    }

    /** A state that still says "was proposed" of a plan that was answered would be true and mislead. */
    private void tellWhatBecame(Maker now) {
        String became = waits.isEmpty() ? "" : book.became(waits);
        if (!became.isEmpty() && state.is() == Code.PLANNER_READY) {
            become(now, Code.PLANNER_READY, "plan " + waits + " " + became, "");
            waits = "";
        }
    }

    private void notDue(Maker now, PlannerState before, KeptPlan stands) {
        synchronized (telling) {
            if (maker != now) {
                return;
            }
            state = before;
            told.accept(before);
            if (stands != null
                    && (before.is() != Code.PLANNER_READY || before.text().equals(NONE_ASKED))) {
                become(Code.PLANNER_READY, STANDS, "");
            }
        }
    }

    private void broken(Maker now, Throwable fault) {
        if (thread.isShutdown()) {
            return;
        }
        if (failed++ == 0) {
            LOG.error("{}: no plan was made; later faults are counted as plans.failed only", name, fault);
        }
        become(
                now,
                Code.PLAN_FAILED,
                "no plan was made: " + fault,
                "see the gateway's log and report it; the last approved plan stands");
    }

    private void become(Maker by, Code code, String text, String remedy) {
        synchronized (telling) {
            if (maker == by) {
                become(code, text, remedy);
            }
        }
    }

    private void become(Code code, String text, String remedy) {
        PlannerState before = state;
        if (before.is() == code && before.text().equals(text)) {
            return;
        }
        state = new PlannerState(code, wallMicros.getAsLong(), text, remedy);
        told.accept(state);
        if (code != Code.PLANNING) {
            LOG.info("{}: {}: {}{}", name, code, text, remedy.isEmpty() ? "" : ". Remedy: " + remedy);
        }
    }

    /** Returns the book of its plans. */
    public PlanBook book() {
        return book;
    }

    /** Returns how it is. */
    public PlannerState state() {
        return state;
    }

    /** Returns what was counted, by name. */
    public Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("plans.runs", runs);
        counters.put("plans.failed", failed);
        counters.putAll(book.counters());
        Maker now = maker;
        if (now != null) {
            counters.putAll(now.counters());
        }
        return counters;
    }

    /** Has its thread end. Returns at once. */
    void stop(Ending ending) {
        maker = null;
        thread.shutdownNow();
        // Not the pool: it tells that it has ended while its thread still runs.
        ending.add(newest, "the plan that is being made does not end");
    }

    /** Ends the thread, within 5 s. */
    @Override
    public void close() {
        Ending ending = new Ending();
        stop(ending);
        ending.await();
    }
}
