package io.millwright.pipeline.explain;

import io.millwright.decision.Decision;
import io.millwright.decision.Explanation;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.pipeline.decide.WholeInputs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Decisions that wait to be explained: few of each pipeline, in a place of its own, and within a bound of bytes. Whoever was worked for
 * owes a rest, nine times as long on a gateway; time that passes is taken off what all owe, in equal shares. So all together get their
 * tenth, each at least its share of it, and who owes nothing waits for nobody but the run in progress. Of several of these the one goes
 * first that least was worked for. One thread takes and works; thread-safe.
 */
final class ExplainQueue {
    /** Of one pipeline. What was asked last is what somebody looks at: older ones give way. */
    static final int CAPACITY = 64;

    /** Of all that wait; each pipeline that waits has the same share. One of each waits whatever it takes. */
    static final long MOST_BYTES = 64L << 20;

    /** Pipelines that have a place. */
    static final int MOST_PLACES = 256;

    /** Pipelines that are known to have ended. */
    private static final int MOST_ENDED = 1_024;

    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(100);
    private static final long LEAST_WAIT_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** @param done told of the end, or null: then the explanation is told to the cloud */
    record Job(Decision decision, FeatureSnapshot inputs, int budgetMillis, Consumer<Explanation> done) {
        long bytes() {
            return inputs instanceof WholeInputs whole ? whole.bytes() : 0;
        }
    }

    private final LongSupplier nanos;
    private final int rests;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, like the next ones; who was worked for last is the last one. */
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** Decisions of these may still be on their way. */
    private final Set<String> ended = new LinkedHashSet<>();

    /** What waited of pipelines that have ended, to be told so. */
    private final Deque<Job> left = new ArrayDeque<>();

    /** Whose job is worked on, null for nobody's. */
    private Place working;

    private long restedNanos;
    private boolean closed;

    /**
     * Creates an empty queue.
     *
     * @param nanos the clock of works and rests
     * @param rests so much rest for each time of work
     */
    ExplainQueue(LongSupplier nanos, int rests) {
        this.nanos = nanos;
        this.rests = rests;
        restedNanos = nanos.getAsLong();
    }

    /**
     * Adds a job to what waits of its pipeline.
     *
     * @param dropped told of those of that pipeline that give way, after the lock was given back
     * @return false at the end
     */
    boolean add(Job job, Consumer<Job> dropped) {
        Deque<Job> gone = new ArrayDeque<>();
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            Place place = place(job.decision().pipeline());
            if (place == null) {
                gone.add(job);
            } else {
                place.addLast(job);
                trim(place, gone);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        gone.forEach(dropped);
        return true;
    }

    /** Returns the place of a pipeline, null where it has ended, or too many others have one. */
    private Place place(String pipeline) {
        if (ended.contains(pipeline)) {
            return null;
        }
        Place known = places.get(pipeline);
        if (known != null || places.size() == MOST_PLACES && !removeIdle()) {
            return known;
        }
        Place place = new Place();
        places.put(pipeline, place);
        return place;
    }

    private boolean removeIdle() {
        if (working == null) {
            rest();
        }
        for (Iterator<Place> each = places.values().iterator(); each.hasNext(); ) {
            Place place = each.next();
            if (place.isIdle() && place != working) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    private void trim(Place place, Deque<Job> gone) {
        long holding = places.values().stream().filter(each -> each.size() > 0).count();
        while (place.size() > CAPACITY || place.bytes() > MOST_BYTES / holding && place.size() > 1) {
            gone.add(place.removeFirst());
            place.countDropped();
        }
    }

    /**
     * Waits for a job that is due. What is taken is to be handed to {@link #worked} or {@link #putBack}.
     *
     * @return null where none was
     */
    Job take(long mostMillis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(mostMillis);
        lock.lock();
        try {
            while (!closed && left.isEmpty()) {
                rest();
                Job next = next();
                if (next != null) {
                    return next;
                }
                long wait = end - System.nanoTime();
                if (wait <= 0) {
                    return null;
                }
                changed.awaitNanos(Math.max(LEAST_WAIT_NANOS, Math.min(wait, dueNanos())));
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Time has passed: it is taken off what is owed, in equal shares. */
    private void rest() {
        long now = nanos.getAsLong();
        double rest = now - restedNanos;
        restedNanos = now;
        long owing = owing();
        while (rest > 0 && owing > 0) {
            double share = rest / owing;
            rest = 0;
            for (Place place : places.values()) {
                rest += place.owedNanos() > 0 ? place.rested(share) : 0;
            }
            owing = owing();
        }
    }

    private long owing() {
        return places.values().stream().filter(place -> place.owedNanos() > 0).count();
    }

    private Job next() {
        String first = null;
        for (Map.Entry<String, Place> entry : places.entrySet()) {
            Place place = entry.getValue();
            boolean before =
                    first == null || place.usedNanos() < places.get(first).usedNanos();
            if (before && place.isReady()) {
                first = entry.getKey();
            }
        }
        if (first == null) {
            return null;
        }
        working = places.remove(first);
        places.put(first, working);
        return working.removeFirst();
    }

    /** Returns when the first of those that wait owes nothing any more, if nothing else comes: until then all rest in equal shares. */
    private long dueNanos() {
        double least = Double.POSITIVE_INFINITY;
        for (Place place : places.values()) {
            least = place.rests() ? Math.min(least, place.owedNanos()) : least;
        }
        double due = 0;
        for (Place place : places.values()) {
            due += Math.min(least, place.owedNanos());
        }
        return least == Double.POSITIVE_INFINITY ? Long.MAX_VALUE : (long) Math.ceil(due);
    }

    /**
     * The job that was taken waits for something, and others go before it.
     *
     * @param until whether it has come; called with the lock held
     * @param dropped told of what gives way, after the lock was given back
     */
    void putBack(Job job, BooleanSupplier until, Consumer<Job> dropped) {
        Deque<Job> gone = new ArrayDeque<>();
        lock.lock();
        try {
            Place place = working;
            working = null;
            if (closed || !places.containsValue(place)) {
                gone.add(job);
            } else {
                place.putBack(job, until);
                trim(place, gone);
            }
        } finally {
            lock.unlock();
        }
        gone.forEach(dropped);
    }

    /** The job that was taken has been worked on for so long. */
    void worked(long workNanos, boolean explained) {
        lock.lock();
        try {
            // The time of the work is part of the rest that it is answered by.
            working.worked(workNanos, Math.min(LONGEST_REST_NANOS, (rests + 1) * workNanos));
            if (explained) {
                working.countExplained();
            }
            working = null;
            rest();
        } finally {
            lock.unlock();
        }
    }

    /** What jobs waited for may have come. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A pipeline has begun, perhaps anew. */
    void began(String pipeline) {
        lock.lock();
        try {
            ended.remove(pipeline);
        } finally {
            lock.unlock();
        }
    }

    /** A pipeline has ended: its place goes, and what comes of it from now on is dropped. Calls nobody. */
    void ended(String pipeline) {
        lock.lock();
        try {
            ended.add(pipeline);
            if (ended.size() > MOST_ENDED) {
                ended.remove(ended.iterator().next());
            }
            Place gone = places.remove(pipeline);
            while (gone != null && gone.size() > 0) {
                left.add(gone.removeFirst());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns what waited of pipelines that have ended since this was last asked. */
    List<Job> left() {
        lock.lock();
        try {
            List<Job> all = new ArrayList<>(left);
            left.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many wait. */
    long size() {
        lock.lock();
        try {
            return waiting();
        } finally {
            lock.unlock();
        }
    }

    private long waiting() {
        return left.size() + places.values().stream().mapToLong(Place::size).sum();
    }

    /** Returns how many wait, and of each pipeline what became of it, by name. */
    Map<String, Long> counters() {
        Map<String, Long> map = new LinkedHashMap<>();
        lock.lock();
        try {
            map.put("waiting", waiting());
            places.forEach((pipeline, place) -> {
                map.put("explained." + pipeline, place.explained());
                map.put("dropped." + pipeline, place.dropped());
                map.put("millis." + pipeline, TimeUnit.NANOSECONDS.toMillis(place.usedNanos()));
                map.put("waiting." + pipeline, (long) place.size());
            });
        } finally {
            lock.unlock();
        }
        return map;
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes nothing more.
     *
     * @return what waited
     */
    List<Job> close() {
        lock.lock();
        try {
            closed = true;
            List<Job> all = new ArrayList<>(left);
            left.clear();
            for (Place place : places.values()) {
                while (place.size() > 0) {
                    all.add(place.removeFirst());
                }
            }
            changed.signalAll();
            return all;
        } finally {
            lock.unlock();
        }
    }
}
