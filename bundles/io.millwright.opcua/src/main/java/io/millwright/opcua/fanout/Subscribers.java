package io.millwright.opcua.fanout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Who has subscribed, and who wants which row. Guarded by the delivery of {@link FanOut}, but for {@link #everyChange}. */
final class Subscribers {
    private final List<Subscriber> all = new ArrayList<>();

    /** Those that the delivery that runs has called. */
    private final List<Subscriber> called = new ArrayList<>();

    private boolean someEnded;

    /** By row: whether some subscriber wants samples that repeat a value. */
    private volatile boolean[] everyChange = new boolean[0];

    /** By row: whether its values come apart from the others. */
    private boolean[] apart = new boolean[0];

    private volatile Runnable interestChanged = () -> {};

    /** Sets what is called, briefly, when the rows change of which every change is wanted. Any thread. */
    void onInterest(Runnable changed) {
        interestChanged = changed;
    }

    /** Any thread; returns whether samples of a row that repeat a value with a new source time are wanted. */
    boolean everyChange(int row) {
        boolean[] now = everyChange;
        return row < now.length && now[row];
    }

    List<Subscriber> all() {
        return all;
    }

    void add(Subscriber subscriber) {
        all.add(subscriber);
    }

    /** Takes note of whose values come apart from the others. */
    void apart(boolean[] byRow) {
        apart = byRow.clone();
    }

    /** Returns who wants which row now. */
    Routes route(Rows rows) {
        boolean[] every = Routes.everyChange(rows, all);
        boolean changed = !Arrays.equals(every, everyChange);
        everyChange = every;
        Routes.apart(apart, rows, all);
        if (changed) {
            interestChanged.run();
        }
        return Routes.of(rows, all);
    }

    /** The delivery that runs calls a subscriber, for the first time. */
    void called(Subscriber subscriber) {
        called.add(subscriber);
    }

    /** The delivery that runs ends. */
    void leave() {
        for (int i = 0; i < called.size(); i++) {
            called.get(i).leave();
        }
        called.clear();
    }

    /** A subscriber's listener failed. */
    void failed() {
        someEnded = true;
    }

    /** Every tag that was not delivered is unchanged up to these times. */
    void progress(VouchedTime time) {
        for (int i = 0; i < all.size(); i++) {
            progress(all.get(i), time);
        }
    }

    /** Tells one of them up to when its tags are vouched for. */
    void progress(Subscriber subscriber, VouchedTime time) {
        long progress = subscriber.apart() ? time.apart() : time.progress();
        if (progress > 0) {
            subscriber.progress(progress);
        }
    }

    /** Returns whether some have ended, and forgets them. */
    boolean forgetEnded() {
        boolean forgets = all.removeIf(Subscriber::ended) || someEnded;
        someEnded = false;
        return forgets;
    }

    /** Ends all, without a further call. */
    void end() {
        all.forEach(Subscriber::end);
        all.clear();
    }
}
