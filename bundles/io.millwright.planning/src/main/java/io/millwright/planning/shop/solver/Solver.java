package io.millwright.planning.shop.solver;

import io.millwright.planning.shop.Schedule;
import io.millwright.planning.shop.Shop;
import io.millwright.planning.shop.ShopPlanner.Improved;
import io.millwright.planning.shop.ShopPlanner.Improver;
import io.millwright.planning.shop.check.ScheduleCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * OR-tools' CP-SAT in a process of its own, started for each plan. What it says is believed only as far as it can be checked: a schedule
 * passes the independent check or is left out, and counted. A process that dies, says nothing, goes on for too long or prints something else is ended; what
 * it had found until then holds. One plan at a time; {@link #close} from any thread.
 */
public final class Solver implements Improver, AutoCloseable {
    private static final long JOIN_MILLIS = 2_000;
    private static final long LEAST_GAP_SECONDS = 1;
    private static final long PATIENCE_MILLIS = 30_000;

    private final SolverFiles files;
    private final Limits limits;
    private final Path java;
    private volatile SolverProcess current;
    private volatile boolean closed;
    private volatile long runs;
    private volatile long failures;
    private volatile long refused;

    /**
     * What it may take.
     *
     * @param limitMillis how long it searches
     * @param workers its threads
     * @param memoryBytes the most that its process may allocate
     * @param silenceMillis after so long without a sign of life it is ended
     * @param graceMillis so long after its time it is ended
     */
    public record Limits(int limitMillis, int workers, long memoryBytes, long silenceMillis, long graceMillis) {
        /**
         * Ended after 30 s of silence, or 30 s after its time: a niced child on a gateway with two busy cores needs more than 10 s until its
         * virtual machine and natives are loaded.
         */
        public static Limits of(int limitMillis, int workers, long memoryBytes) {
            return new Limits(limitMillis, workers, memoryBytes, PATIENCE_MILLIS, PATIENCE_MILLIS);
        }
    }

    /** Makes one; nothing is started. */
    public Solver(SolverFiles files, Limits limits) {
        this(files, limits, Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    /** The same with another program. */
    Solver(SolverFiles files, Limits limits, Path java) {
        this.files = files;
        this.limits = limits;
        this.java = java;
    }

    /** Returns why there is no solver and what to do, "" where there is one. */
    public String missing() {
        return files.missing();
    }

    /** Returns how often it was started. */
    public long runs() {
        return runs;
    }

    /** Returns how often its process did not do what it was asked for. */
    public long failures() {
        return failures;
    }

    /** Returns how many schedules did not pass the check. */
    public long refused() {
        return refused;
    }

    @Override
    public Improved improve(Shop shop, Schedule from) {
        String missing = files.missing();
        if (!missing.isEmpty() || closed) {
            return new Improved(null, 0, closed ? "the solver is closed" : missing);
        }
        SolverProblem problem = SolverProblem.of(shop, from, limits);
        if (problem.nothingLeft()) {
            return new Improved(null, 0, null);
        }
        runs++;
        SolverProcess process = null;
        SolverAnswers answers = null;
        String trouble = null;
        try {
            process = SolverProcess.start(files, java, limits.memoryBytes(), processorSeconds());
            current = process;
            if (closed) {
                // Closed before it could see this process.
                process.kill();
            }
            answers = new SolverAnswers(process, problem.operations());
            answers.start();
            process.send(problem.problem());
            trouble = answers.await(limits.silenceMillis(), limits.limitMillis() + limits.graceMillis());
        } catch (IOException e) {
            trouble = process == null ? "it could not be started: " + e.getMessage() : process.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            trouble = "nobody waits for it any more";
        } finally {
            current = null;
            if (process != null) {
                process.close();
            }
            if (answers != null) {
                answers.join(JOIN_MILLIS);
            }
        }
        return result(shop, from, problem, answers, trouble);
    }

    private long processorSeconds() {
        return TimeUnit.MILLISECONDS.toSeconds(limits.limitMillis() + limits.graceMillis()) * limits.workers() + 30;
    }

    private Improved result(Shop shop, Schedule from, SolverProblem problem, SolverAnswers answers, String trouble) {
        String note = trouble == null || closed ? null : "the solver failed: " + trouble;
        failures += note == null ? 0 : 1;
        if (answers == null) {
            return new Improved(null, 0, note);
        }
        SolverAnswers.Found found = answers.found();
        long bound = problem.totalBound(answers.bound());
        Schedule schedule = found == null ? null : problem.schedule(found.choices(), found.starts());
        if (found != null && schedule == null || schedule != null && !passes(shop, schedule)) {
            refused++;
            return new Improved(null, 0, "a schedule of the solver did not pass the check and was left out");
        }
        long best = Math.min(
                shop.cost(from).total(),
                schedule == null ? Long.MAX_VALUE : shop.cost(schedule).total());
        // A bound above what is known to be possible is no bound.
        return new Improved(schedule, bound - best >= LEAST_GAP_SECONDS ? 0 : bound, note);
    }

    private static boolean passes(Shop shop, Schedule schedule) {
        return ScheduleCheck.faults(shop, schedule, null).isEmpty();
    }

    /** Ends what runs; no process is started afterwards. */
    @Override
    public void close() {
        closed = true;
        SolverProcess running = current;
        if (running != null) {
            running.kill();
        }
    }
}
