package io.millwright.opcua.session;

import io.millwright.opcua.acquire.Acquisition;
import io.millwright.opcua.acquire.Acquisitions;
import io.millwright.opcua.acquire.Renewal;
import io.millwright.opcua.acquire.RowPlan;
import io.millwright.opcua.acquire.SessionFacts;
import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.state.StateCode;
import io.millwright.opcua.state.StatePublisher;
import io.millwright.opcua.table.TagTable;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the tags of the table delivered over one session after the other: starts what brings the values, looks after it, replaces it
 * where it does not last, and keeps it while its session is lost for a short time. On the session's thread.
 */
final class TagDelivery {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    /**
     * So long after the first values a server is asked again what it said of its variables before a restart, or did not answer;
     * where it still does not, the time doubles.
     */
    private static final long CONFIRM_MILLIS = 3_000;

    private static final long LONGEST_CONFIRM_MILLIS = 600_000;

    /** Whose session it is. */
    interface Owner {
        /** Returns the settings, with the address of the server that is used. */
        Settings settings();

        /** The server delivers. */
        void delivers();

        /** The server delivers nothing over this session: only another one helps. */
        void useless(String text);
    }

    private final String pid;
    private final Owner owner;
    private final SessionThread thread;
    private final FanOut fanOut;
    private final StatePublisher state;
    private final Counters counters;
    private final Observer observer;
    private final RenewalLimit renewals = new RenewalLimit();
    private final SessionFacts facts = new SessionFacts();

    /** Who said them. */
    private Server factsOf;

    private volatile long publishingMillis;

    private TagTable table = TagTable.EMPTY;

    /** The session's; null while there is none. */
    private Link link;

    private Servers servers;
    private ServerStatus serverStatus = new ServerStatus();
    private RowPlan plan;

    /** What brings the values; null while nothing does. */
    private Acquisition acquisition;

    /** What brought them until the session was lost, and may do so again. */
    private Acquisition paused;

    /** Whether it came back with a session, whose server may turn out to know nothing of it. */
    private boolean resumed;

    /** The newest; older ones end by themselves. */
    private Observer.Watch watching;

    TagDelivery(
            String pid,
            Owner owner,
            SessionThread thread,
            FanOut fanOut,
            StatePublisher state,
            Counters counters,
            Observer observer) {
        this.pid = pid;
        this.owner = owner;
        this.thread = thread;
        this.fanOut = fanOut;
        this.state = state;
        this.counters = counters;
        this.observer = observer;
    }

    /**
     * Any thread; returns the publishing interval as the server revised it last, also while there is no session: who counts
     * with it has nothing else to count with then. 0 before the first.
     */
    long publishingMillis() {
        return publishingMillis;
    }

    TagTable table() {
        return table;
    }

    /**
     * Another table is in force.
     *
     * @param goesOn whether there is a session that delivers its tags
     */
    void table(TagTable newTable, boolean goesOn) {
        Acquisition old = acquisition;
        table = newTable;
        silence();
        if (paused != null) {
            paused.silence();
        }
        fanOut.table(table.rows());
        observer.table(table);
        if (goesOn) {
            replace(old, false);
        }
    }

    /**
     * Another publishing interval is in force.
     *
     * @param goesOn whether there is a session that delivers the tags
     */
    void publishing(boolean goesOn) {
        if (paused != null) {
            paused.silence();
        }
        if (!goesOn || acquisition == null) {
            return;
        }
        if (acquisition.modify(owner.settings())) {
            publishing();
            watch();
        } else {
            replace(acquisition, false);
        }
    }

    /** The tags of which every change is wanted are others now. */
    void interestChanged() {
        if (acquisition != null) {
            acquisition.interestChanged();
        }
    }

    /** A session was opened. */
    void begin(Link opened, Servers of) {
        link = opened;
        servers = of;
        renewals.forget();
        serverStatus = new ServerStatus();
        acquire(true, null);
    }

    /** The session is lost, and may come back. */
    void lost() {
        watching = null;
        paused = acquisition;
        if (paused != null && paused.pause()) {
            acquisition = null;
        } else {
            silence();
        }
        fanOut.lost();
        observer.lost();
    }

    /** The session is back: goes on with what the server kept meanwhile, or begins anew. */
    void back() {
        Acquisition before = paused;
        // What the server said of itself may have been said by the one before a restart, also where its subscription
        // seems to be there.
        serverStatus = new ServerStatus();
        if (before != null && before.resume()) {
            paused = null;
            acquisition = before;
            resumed = true;
            owner.delivers();
            acquisition.interestChanged();
            publishing();
            watch();
        } else {
            replace(before, true);
            paused = null;
        }
    }

    /** The session ends. */
    void end() {
        watching = null;
        silence();
        if (paused != null) {
            paused.silence();
            paused = null;
        }
        fanOut.lost();
        observer.lost();
        link = null;
    }

    private void silence() {
        if (acquisition != null) {
            acquisition.silence();
            acquisition = null;
        }
    }

    private void publishing() {
        long revised = acquisition == null ? 0 : acquisition.publishingMillis();
        if (revised > 0 && revised != publishingMillis) {
            publishingMillis = revised;
            state.refresh();
        }
    }

    /** @param old made room for where the server takes no further subscription beside it, or null */
    private void acquire(boolean newSession, Acquisition old) {
        resumed = false;
        if (newSession && factsOf == servers.now()) {
            facts.presume();
        } else if (newSession) {
            facts.forget();
        }
        factsOf = servers.now();
        if (newSession) {
            link.registered().forget();
        }
        plan = new RowPlan(table.rows(), facts);
        fanOut.acquiring(newSession);
        try {
            if (!table.rows().isEmpty()) {
                acquisition = Acquisitions.start(
                        link,
                        owner.settings(),
                        plan,
                        fanOut,
                        counters,
                        thread.executor(),
                        wish -> thread.post(() -> renew(wish)));
            }
            owner.delivers();
            publishing();
            watch();
        } catch (UaException e) {
            LOGGER.debug("{}: acquisition failed", pid, e);
            if (old != null && e.getStatusCode().value() == StatusCodes.Bad_TooManySubscriptions) {
                old.remove();
                acquire(newSession, null);
            } else {
                owner.useless(trouble(e));
            }
        }
    }

    private String trouble(UaException failure) {
        boolean silent = failure.getStatusCode().value() == StatusCodes.Bad_Timeout;
        return silent
                ? "The server opened a session, and then answered nothing within Request timeout, "
                        + owner.settings().requestTimeoutMillis() + " ms; trying again."
                : "The server opened a session, but delivers no values (" + Waits.text(failure) + "); trying again.";
    }

    private void watch() {
        Observer.Watch watch = new Observer.Watch(owner.settings(), plan, acquisition, this::notices);
        watching = watch;
        confirmLater(watch, CONFIRM_MILLIS);
        observe(watch);
    }

    private void confirmLater(Observer.Watch watch, long millis) {
        if (facts.unconfirmed()) {
            thread.postLater(() -> confirm(watch, millis), millis);
        }
    }

    /** What is not known for sure of the variables is asked for; where the server says something else, values come anew. */
    private void confirm(Observer.Watch watch, long waitedMillis) {
        if (watch != watching) {
            return;
        }
        if (facts.confirm(link, pid)) {
            renew(new Renewal(acquisition, Renewal.SEMANTICS));
        } else {
            confirmLater(watch, Math.min(2 * waitedMillis, LONGEST_CONFIRM_MILLIS));
        }
    }

    private void observe(Observer.Watch watch) {
        if (watch != watching) {
            return;
        }
        if (acquisition != null && acquisition.stalled()) {
            renew(new Renewal(acquisition, "nothing comes any more"));
            return;
        }
        try {
            counters.limits(servers.counters());
            serverStatus.look(link.client(), System.nanoTime());
            long again = observer.look(watch);
            thread.postLater(() -> observe(watch), again);
        } catch (UaException e) {
            renew(new Renewal(acquisition, "an item could not be created: " + Waits.text(e)));
        }
    }

    private List<Notice> notices() {
        List<Notice> notices = new ArrayList<>(serverStatus.notices());
        String revised = acquisition == null ? "" : acquisition.revised();
        if (!revised.isEmpty()) {
            notices.add(new Notice(
                    StateCode.INTERVALS_REVISED,
                    revised,
                    "Enter what the server does in Publishing interval and samplingMs, or raise its limits."));
        }
        notices.addAll(servers.notices());
        link.security()
                .ending()
                .forEach(ending ->
                        notices.add(new Notice(StateCode.CERTIFICATE_ENDING, ending.text(), ending.remedy())));
        return notices;
    }

    /** Something is wrong with what brings the values: the server is made to send every current value again. */
    private void renew(Renewal wish) {
        if (acquisition == null || wish.acquisition() != acquisition) {
            return;
        }
        if (renewals.exceeded()) {
            counters.renewals.incrementAndGet();
            owner.useless("The subscription does not last (" + wish.reason() + "); opening a new session.");
        } else if (!wish.reason().equals(Renewal.SEMANTICS) && acquisition.resend()) {
            LOGGER.info("{}: every value was asked for again: {}.", pid, wish.reason());
            counters.resends.incrementAndGet();
        } else {
            LOGGER.info("{}: renewing the {}: {}.", pid, acquisition.mode(), wish.reason());
            counters.renewals.incrementAndGet();
            replace(acquisition, resumed && !wish.reason().equals(Renewal.SEMANTICS));
        }
    }

    /**
     * Starts a new acquisition, then removes the old one. In this order, because Milo stops asking for notifications when its
     * last subscription goes.
     *
     * @param old may have been silenced before; null if there was none
     * @param newSession whether the session is another one than the old acquisition's
     */
    private void replace(Acquisition old, boolean newSession) {
        silence();
        acquire(newSession, old);
        if (old != null && link != null) {
            old.remove();
            Acquisitions.retryIfRefused(acquisition, pid);
        }
    }
}
