package io.millwright.pipeline.advise;

import io.millwright.decision.Decision;
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
import java.util.function.LongSupplier;

/**
 * The recommendations that there are: at most one open per asset, the newest ones of any status, and what became of each. In memory
 * only: a restart forgets them, as it does the machine's situation that they were made for. Thread-safe; nothing here blocks.
 */
final class RecommendationBook {
    /** Open ones of all assets. */
    static final int OPEN = 1_000;

    static final int RECENT = 256;

    /** Assets of which the last thing that was in the way is remembered. */
    private static final int ASSETS = 10_000;

    private static final int WHO_CHARACTERS = 100;
    private static final int COMMENT_CHARACTERS = 1_000;

    /**
     * Something became of a recommendation.
     *
     * @param replaced whether a newer one of the asset takes its place, which tells of it as well
     */
    record Change(SettingsAdvice advice, boolean replaced) {}

    private record Open(SettingsAdvice advice, long endNanos) {}

    private final LongSupplier nanos;
    private final LongSupplier wallMicros;
    private final Consumer<Change> changes;

    /** Guarded by this object, like the next ones. */
    private final Map<Asset, Open> open = new LinkedHashMap<>();

    /** The oldest first. */
    private final Deque<SettingsAdvice> recent = new ArrayDeque<>();

    private final Map<Asset, String> inTheWay = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asset, String> eldest) {
            return size() > ASSETS;
        }
    };

    /**
     * Creates an empty book.
     *
     * @param nanos monotonic time, ns
     * @param wallMicros time of day, microseconds since 1970 UTC
     * @param changes told every new recommendation, and each after a change of its status; must not block
     */
    RecommendationBook(LongSupplier nanos, LongSupplier wallMicros, Consumer<Change> changes) {
        this.nanos = nanos;
        this.wallMicros = wallMicros;
        this.changes = changes;
    }

    /** Takes a new one. That something is in the way is told once as long as it is the same. */
    synchronized void add(SettingsAdvice advice) {
        Asset asset = new Asset(advice.pipeline(), advice.asset());
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
            open.put(asset, new Open(advice, nanos.getAsLong() + TimeUnit.MICROSECONDS.toNanos(lifeMicros)));
        }
        recent.addLast(advice);
        if (recent.size() > RECENT) {
            recent.removeFirst();
        }
        changes.accept(new Change(advice, false));
    }

    private SettingsAdvice close(Asset asset, Answer answer, boolean replaced) {
        Open known = open.remove(asset);
        if (known == null) {
            return null;
        }
        SettingsAdvice closed = known.advice().with(answer);
        if (recent.removeIf(one -> one.id().equals(closed.id()))) {
            recent.addLast(closed);
        }
        changes.accept(new Change(closed, replaced));
        return closed;
    }

    /** Hears how far the source's clock of an asset has come. */
    synchronized void progress(Decision decision) {
        Open known = open.isEmpty() ? null : open.get(Asset.of(decision));
        if (known != null && decision.windowEndMicros() > known.advice().expiresMicros()) {
            close(Asset.of(decision), Answer.EXPIRED, false);
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

    /** Closes those of a pipeline that has ended. */
    synchronized void forget(String pipeline) {
        List<Asset> its = new ArrayList<>(open.keySet());
        its.removeIf(asset -> !asset.pipeline().equals(pipeline));
        its.forEach(asset -> close(asset, Answer.EXPIRED, false));
        inTheWay.keySet().removeIf(asset -> asset.pipeline().equals(pipeline));
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
