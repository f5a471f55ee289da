package io.millwright.pipeline.advise;

import io.millwright.decision.Decision;
import io.millwright.decision.Decision.Role;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Quality;
import io.millwright.decision.Recommendation;
import io.millwright.decision.Recommendation.Kind;
import io.millwright.decision.Recommendation.Status;
import io.millwright.pipeline.advise.AdviceRequest.Asset;
import io.millwright.pipeline.advise.SettingsAdvice.Answer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The recommendations that there are: at most one open per asset, the newest ones of any status, and what became of each. In memory
 * only: a restart forgets them, as it does the machine's situation that they were made for. Thread-safe; nothing here blocks.
 */
final class RecommendationBook {
    /** Open ones of all assets. */
    static final int OPEN = 1_000;

    static final int RECENT = 256;

    /** Assets of which the last thing that was in the way is remembered, and the last model. */
    private static final int ASSETS = 10_000;

    private static final int WHO_CHARACTERS = 100;
    private static final int COMMENT_CHARACTERS = 1_000;

    /**
     * Something became of a recommendation.
     *
     * @param replaced whether a newer one of the asset takes its place, which tells of it as well
     */
    record Change(SettingsAdvice advice, boolean replaced) {}

    private record Open(SettingsAdvice advice, long endNanos, SettingsWatch watch) {}

    private final LongSupplier nanos;
    private final LongSupplier wallMicros;
    private final Predicate<String> wants;
    private final Consumer<Change> changes;

    /** Guarded by this object, like the next ones. */
    private final Map<Asset, Open> open = new LinkedHashMap<>();

    /** The oldest first. */
    private final Deque<SettingsAdvice> recent = new ArrayDeque<>();

    private final Map<Asset, String> inTheWay = new Remembered<>();

    /** Which model decided last: a search may take longer than that model serves. */
    private final Map<Asset, ModelIdentity> deciding = new Remembered<>();

    /** What was said of the newest assets. */
    private static final class Remembered<V> extends LinkedHashMap<Asset, V> {
        private static final long serialVersionUID = 1L;

        Remembered() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asset, V> eldest) {
            return size() > ASSETS;
        }
    }

    /**
     * Creates an empty book.
     *
     * @param nanos monotonic time, ns
     * @param wallMicros time of day, microseconds since 1970 UTC
     * @param wants whether a pipeline wants advice; must not block, nor call the book
     * @param changes told every new recommendation, and each after a change of its status; must not block
     */
    RecommendationBook(LongSupplier nanos, LongSupplier wallMicros, Predicate<String> wants, Consumer<Change> changes) {
        this.nanos = nanos;
        this.wallMicros = wallMicros;
        this.wants = wants;
        this.changes = changes;
    }

    /**
     * Takes a new one, unless its pipeline wants none any more: a search may take longer than that. That something is in the way is
     * told once as long as it is the same.
     *
     * @param counters those of the pipeline that it was made for
     */
    synchronized void add(SettingsAdvice made, AdviceCounters counters) {
        // Under the lock: what is taken before the pipeline's end is withdrawn by forget, and nothing is taken after
        // it.
        if (!wants.test(made.pipeline())) {
            counters.dropped.incrementAndGet();
            return;
        }
        counters.made(made);
        Asset asset = new Asset(made.pipeline(), made.asset());
        ModelIdentity now = deciding.get(asset);
        boolean late = made.status() == Status.OPEN && now != null && !same(now, made.model());
        SettingsAdvice advice = late ? made.withdrawn(replaced(made.model(), now)) : made;
        String before = advice.kind() == Kind.WITHHELD ? inTheWay.put(asset, advice.why()) : inTheWay.remove(asset);
        if (advice.kind() == Kind.WITHHELD && advice.why().equals(before)) {
            return;
        }
        close(asset, Answer.EXPIRED, true);
        if (advice.status() == Status.OPEN) {
            if (open.size() == OPEN) {
                close(open.keySet().iterator().next(), Answer.EXPIRED, false);
            }
            long lifeMicros = advice.expiresMicros() - advice.createdMicros();
            long endNanos = nanos.getAsLong() + TimeUnit.MICROSECONDS.toNanos(lifeMicros);
            open.put(asset, new Open(advice, endNanos, new SettingsWatch(advice)));
        }
        recent.addLast(advice);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        changes.accept(new Change(advice, false));
    }

    private SettingsAdvice close(Asset asset, Answer answer, boolean replaced) {
        Open known = open.get(asset);
        return known == null ? null : close(asset, known.advice().with(answer), replaced);
    }

    private SettingsAdvice close(Asset asset, SettingsAdvice closed, boolean replaced) {
        open.remove(asset);
        if (recent.removeIf(one -> one.id().equals(closed.id()))) {
            recent.addLast(closed);
        }
        changes.accept(new Change(closed, replaced));
        return closed;
    }

    /**
     * Hears a decision: how far the source's clock of an asset has come, who decides about it, and where its settings are.
     *
     * @param inputs what the model saw, null where that is not known
     */
    synchronized void heard(Decision decision, FeatureSnapshot inputs) {
        if (decision.role() == Role.SHADOW) {
            return;
        }
        Asset asset = Asset.of(decision);
        deciding.put(asset, decision.model());
        Open known = open.get(asset);
        if (known == null) {
            return;
        }
        if (decision.windowEndMicros() > known.advice().expiresMicros()) {
            close(asset, Answer.EXPIRED, false);
            return;
        }
        String why = "";
        if (!same(decision.model(), known.advice().model())) {
            why = replaced(known.advice().model(), decision.model());
        } else if (decision.quality() == Quality.GOOD && inputs != null) {
            why = known.watch().moved(inputs);
        }
        if (!why.isEmpty()) {
            close(asset, known.advice().withdrawn(why), false);
        }
    }

    private static boolean same(ModelIdentity one, ModelIdentity other) {
        return one == other
                || one.sha256().equals(other.sha256())
                        && one.version().equals(other.version())
                        && one.name().equals(other.name());
    }

    private static String replaced(ModelIdentity model, ModelIdentity by) {
        return "the model " + model.name() + " " + model.version() + " was replaced by " + by.name() + " "
                + by.version();
    }

    /**
     * Withdraws what something is in the way of.
     *
     * @param obstacle returns what, "" for nothing; called without a lock
     */
    void review(Function<Recommendation, String> obstacle) {
        for (Recommendation one : open()) {
            String why = obstacle.apply(one);
            if (!why.isEmpty()) {
                withdraw(one, why);
            }
        }
    }

    private synchronized void withdraw(Recommendation one, String why) {
        Asset asset = new Asset(one.pipeline(), one.asset());
        Open known = open.get(asset);
        if (known != null && known.advice() == one) {
            close(asset, known.advice().withdrawn(why), false);
        }
    }

    /** Closes those whose time is over by the gateway's clock, however far the source's has come. */
    synchronized void expire() {
        long now = nanos.getAsLong();
        List<Asset> over = new ArrayList<>();
        for (Map.Entry<Asset, Open> entry : open.entrySet()) {
            if (now - entry.getValue().endNanos() >= 0) {
                over.add(entry.getKey());
            }
        }
        over.forEach(asset -> close(asset, Answer.EXPIRED, false));
    }

    /**
     * Withdraws those of a pipeline.
     *
     * @return whether there were any
     */
    synchronized boolean forget(String pipeline, String why) {
        List<Asset> its = new ArrayList<>(open.keySet());
        its.removeIf(asset -> !asset.pipeline().equals(pipeline));
        its.forEach(asset -> close(asset, open.get(asset).advice().withdrawn(why), false));
        inTheWay.keySet().removeIf(asset -> asset.pipeline().equals(pipeline));
        deciding.keySet().removeIf(asset -> asset.pipeline().equals(pipeline));
        return !its.isEmpty();
    }

    /** See {@link io.millwright.decision.Recommendations#approve}. */
    synchronized SettingsAdvice answer(String id, Status status, String who, String comment) {
        require("who", who, 1, WHO_CHARACTERS);
        require("comment", comment, 0, COMMENT_CHARACTERS);
        expire();
        for (Map.Entry<Asset, Open> entry : open.entrySet()) {
            if (entry.getValue().advice().id().equals(id)) {
                return close(entry.getKey(), new Answer(status, who, comment, wallMicros.getAsLong()), false);
            }
        }
        for (SettingsAdvice known : recent) {
            if (known.id().equals(id)) {
                throw new IllegalArgumentException("id = " + id + ": is "
                        + (known.status() == Status.NONE ? known.kind() : known.status())
                        + (known.why().isEmpty() ? "" : ": " + known.why())
                        + "; answer an open one");
            }
        }
        throw new IllegalArgumentException("id = " + id + ": is not known, or was too long ago; answer an open one");
    }

    private static void require(String name, String text, int least, int most) {
        if (text == null || text.strip().length() < least || text.length() > most) {
            throw new IllegalArgumentException(name + ": has " + (text == null ? "no" : text.length())
                    + " characters; give " + least + " to " + most);
        }
    }

    /** Whether something is open. */
    synchronized boolean isWatched() {
        return !open.isEmpty();
    }

    synchronized List<Recommendation> open() {
        expire();
        List<Recommendation> list = new ArrayList<>();
        open.values().forEach(one -> list.add(one.advice()));
        return list;
    }

    synchronized List<Recommendation> recent() {
        expire();
        List<Recommendation> list = new ArrayList<>();
        for (Iterator<SettingsAdvice> newest = recent.descendingIterator(); newest.hasNext(); ) {
            list.add(newest.next());
        }
        return list;
    }
}
