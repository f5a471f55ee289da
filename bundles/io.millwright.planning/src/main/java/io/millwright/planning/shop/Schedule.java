package io.millwright.planning.shop;

import io.millwright.planning.shop.Shop.Placement;
import java.util.ArrayList;
import java.util.List;

/** Where and when each operation is done, by job and operation. Nothing is checked here. Immutable. */
public final class Schedule {
    private final List<List<Placement>> jobs;

    /** @param jobs per job its placements in the order of its operations */
    public Schedule(List<List<Placement>> jobs) {
        this.jobs = jobs.stream().map(List::copyOf).toList();
    }

    /** Puts placements in any order where they belong; operations without one are missing at the end of their job. */
    public static Schedule of(int jobs, List<Placement> placements) {
        List<List<Placement>> sorted = new ArrayList<>(jobs);
        for (int job = 0; job < jobs; job++) {
            sorted.add(new ArrayList<>());
        }
        placements.stream()
                .sorted((a, b) -> Integer.compare(a.operation(), b.operation()))
                .forEach(each -> sorted.get(each.job()).add(each));
        return new Schedule(sorted);
    }

    /** Returns how many jobs there are. */
    public int jobs() {
        return jobs.size();
    }

    /** Returns a job's placements in the order of its operations. */
    public List<Placement> of(int job) {
        return jobs.get(job);
    }

    /** Returns all of them, job by job. */
    public List<Placement> placements() {
        return jobs.stream().flatMap(List::stream).toList();
    }

    /** Returns when a job is done, since 1970 UTC; the beginning of time where it has no placement. */
    public long endSeconds(int job) {
        List<Placement> own = jobs.get(job);
        return own.isEmpty() ? Long.MIN_VALUE / 4 : own.get(own.size() - 1).endSeconds();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule schedule && jobs.equals(schedule.jobs);
    }

    @Override
    public int hashCode() {
        return jobs.hashCode();
    }
}
