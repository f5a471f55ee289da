package io.millwright.planning.shop;

import java.util.List;

/**
 * All that a schedule is made from. Immutable.
 *
 * @param nowSeconds nothing that is not fixed starts before, seconds since 1970 UTC
 * @param machines what works
 * @param jobs what is to be done
 * @param fixed what was done, is running, or shall stay as it was planned: of each job the first operations, in their order
 */
public record Shop(long nowSeconds, List<Machine> machines, List<Job> jobs, List<Placement> fixed) {
    /** A time that never comes, in seconds. */
    public static final long NEVER = Long.MAX_VALUE / 4;

    public Shop {
        machines = List.copyOf(machines);
        jobs = List.copyOf(jobs);
        fixed = List.copyOf(fixed);
    }

    /** Returns how many operations all jobs have. */
    public int operationCount() {
        int count = 0;
        for (Job job : jobs) {
            count += job.operations().size();
        }
        return count;
    }

    /** Returns the same with other fixed operations, at another time. */
    public Shop at(long seconds, List<Placement> otherFixed) {
        return new Shop(seconds, machines, jobs, otherFixed);
    }

    /** Returns the same with other machines, in the same order. */
    public Shop with(List<Machine> others) {
        return new Shop(nowSeconds, others, jobs, fixed);
    }

    /** Returns what a schedule comes to. */
    public Cost cost(Schedule schedule) {
        long end = nowSeconds;
        long late = 0;
        for (int job = 0; job < jobs.size(); job++) {
            long jobEnd = schedule.endSeconds(job);
            end = Math.max(end, jobEnd);
            late += jobs.get(job).lateSeconds(jobEnd);
        }
        return new Cost(end - nowSeconds, late);
    }

    /**
     * A machine.
     *
     * @param name unique
     * @param closings when it does not work, in order of time and apart from each other
     */
    public record Machine(String name, List<Closing> closings) {
        public Machine {
            closings = List.copyOf(closings);
        }
    }

    /**
     * When a machine does not work. An operation does not lie across it: it is over before, or begins after.
     *
     * @param fromSeconds since 1970 UTC
     * @param untilSeconds since 1970 UTC, above {@code fromSeconds}
     */
    public record Closing(long fromSeconds, long untilSeconds) {}

    /**
     * A job.
     *
     * @param name unique
     * @param releaseSeconds its first operation starts no earlier, since 1970 UTC
     * @param dueSeconds when it should be done, {@link #NEVER} for no such time
     * @param weight how much a second of delay counts, as seconds of the whole schedule
     * @param operations one after the other; at least one
     */
    public record Job(String name, long releaseSeconds, long dueSeconds, int weight, List<Operation> operations) {
        public Job {
            operations = List.copyOf(operations);
        }

        /** Returns the weighted delay where it ends then. */
        public long lateSeconds(long endSeconds) {
            return Math.max(0, endSeconds - dueSeconds) * weight;
        }
    }

    /**
     * One step of a job.
     *
     * @param step its name, unique in the job
     * @param choices the machines that can do it; at least one
     */
    public record Operation(String step, List<Choice> choices) {
        public Operation {
            choices = List.copyOf(choices);
        }

        /** Returns the time on the fastest machine. */
        public long leastSeconds() {
            long least = NEVER;
            for (Choice choice : choices) {
                least = Math.min(least, choice.durationSeconds());
            }
            return least;
        }
    }

    /** A machine that can do an operation, and how long it takes there. */
    public record Choice(int machine, long durationSeconds) {}

    /** Where and when an operation is done; times since 1970 UTC. */
    public record Placement(int job, int operation, int machine, long startSeconds, long endSeconds) {}

    /**
     * What a schedule comes to.
     *
     * @param makespanSeconds from now to the end of the last operation
     * @param lateSeconds delays of all jobs, each times its weight
     */
    public record Cost(long makespanSeconds, long lateSeconds) {
        /** Returns both together, which is what planners make small. */
        public long total() {
            return makespanSeconds + lateSeconds;
        }
    }
}
