package io.millwright.opcua.session;

import io.millwright.opcua.acquire.Acquisition;
import io.millwright.opcua.acquire.Acquisitions;
import io.millwright.opcua.acquire.Renewal;
import io.millwright.opcua.acquire.RowPlan;
import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.security.ApplicationIdentity;
import io.millwright.opcua.security.ServerTrust;
import io.millwright.opcua.settings.PasswordDecoder;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.state.Remedy;
import io.millwright.opcua.state.StateCode;
import io.millwright.opcua.state.StatePublisher;
import io.millwright.opcua.table.TagTable;
import io.millwright.opcua.table.TagTableSource;
import io.millwright.targets.Chosen;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one session open, through late, restarted and vanished servers. Everything here runs on one thread of its own; other
 * threads only post to it.
 *
 * <p>Milo reconnects by itself after a short interruption. After {@link #GRACE} this class starts over instead: the server may
 * have come back with other endpoints, another certificate or other namespaces, and Milo's pauses grow to 16 s.
 */
public final class Session {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long FILE_MILLIS = 2_000;
    private static final long LATER_MILLIS = 1_000;
    private static final long JOIN_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 4_000;

    private final FanOut fanOut;
    private final StatePublisher state;
    private final Counters counters;
    private final TagTableSource tableSource;
    private final PasswordDecoder passwords;
    private final Runnable tableInForce;
    private final Observer observer;
    private final ScheduledThreadPoolExecutor thread;
    private final RenewalLimit renewals = new RenewalLimit();
    private final String pid;

    private volatile KeystoreService keystore;
    private volatile String noKeystore = "";
    private volatile boolean closed;
    private volatile long publishingMillis;

    private Settings wanted;
    private Settings settings;
    private TagTable table = TagTable.EMPTY;
    private KeystoreService usedKeystore;
    private MiloThreads milo;
    private Link link;
    private Acquisition acquisition;
    private Acquisition abandoned;
    private int attemptNumber;
    private int failures;
    private boolean lost;

    /** Whether the next session replaces one that was not given up on purpose. */
    private boolean reconnecting;

    /** Makes a session that does nothing before {@link #configure}. */
    public Session(
            String pid,
            FanOut fanOut,
            StatePublisher state,
            Counters counters,
            TagTableSource tableSource,
            PasswordDecoder passwords,
            Runnable tableInForce) {
        this.pid = pid;
        this.fanOut = fanOut;
        this.state = state;
        this.counters = counters;
        this.tableSource = tableSource;
        this.passwords = passwords;
        this.tableInForce = tableInForce;
        this.thread = new ScheduledThreadPoolExecutor(1, MiloThreads.threads("millwright-opcua-" + pid + "-session-"));
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setRemoveOnCancelPolicy(true);
        this.observer = new Observer(pid, fanOut, state, counters);
    }

    /** Any thread; returns at once. Equal settings change nothing; other tags do not touch the session. */
    public void configure(Settings newSettings) {
        post(() -> apply(newSettings));
    }

    /**
     * Any thread; returns at once. A secured session is opened anew with another keystore. Without one it stays, unless what
     * is bound is not what is chosen.
     *
     * @param use what may be used, or why nothing may
     */
    public void keystore(Chosen.Use<KeystoreService> use) {
        KeystoreService service = use.service();
        noKeystore = use.why().what();
        keystore = service;
        post(() -> {
            boolean configured = settings != null && settings.problems().isEmpty();
            boolean ends = use.trouble() == Chosen.Trouble.MISMATCHED || state.code() == StateCode.WAITING_FOR_KEYSTORE;
            if (configured && settings.secured() && (service == null ? ends : service != usedKeystore)) {
                connectAnew();
            }
        });
    }

    /** Runs a task on the session's thread in a second, unless it ends before. */
    public void later(Runnable task) {
        postLater(task, LATER_MILLIS);
    }

    /** Any thread; returns the publishing interval as the server revised it, 0 while that is not known. */
    public long publishingMillis() {
        return publishingMillis;
    }

    /** Any thread; returns at once. The tags of which every change is wanted are others now. */
    public void interestChanged() {
        try {
            post(() -> {
                if (acquisition != null && !lost) {
                    acquisition.interestChanged();
                }
            });
        } catch (RejectedExecutionException e) {
            // Closed meanwhile.
        }
    }

    private void publishing(long millis) {
        if (millis != publishingMillis) {
            publishingMillis = millis;
            state.refresh();
        }
    }

    private void post(Runnable task) {
        if (!closed) {
            thread.execute(guarded(task));
        }
    }

    private void postLater(Runnable task, long millis) {
        if (!closed) {
            thread.schedule(guarded(task), millis, TimeUnit.MILLISECONDS);
        }
    }

    /** A bug must not end the thread's schedule: it is logged with its stack, and the connection starts over. */
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                if (!closed) {
                    task.run();
                }
            } catch (Throwable e) {
                if (!closed) {
                    startOver(e);
                }
            }
        };
    }

    private void startOver(Throwable failure) {
        try {
            LOGGER.error("{}: unexpected failure; the connection starts over.", pid, failure);
            closeLink();
            state.report(
                    StateCode.SERVER_REFUSED, "Unexpected failure (" + failure + "; stack in the log); trying again.");
        } finally {
            if (settings != null) {
                retry(StateCode.SERVER_REFUSED);
            }
            if (settings != wanted) {
                postLater(() -> apply(wanted), RetryPause.millis(StateCode.SERVER_REFUSED, 1));
            }
        }
    }

    private void apply(Settings newSettings) {
        wanted = newSettings;
        TagTable newTable = tableSource.read(newSettings);
        boolean first = settings == null;
        boolean sameSession = newSettings.sameSession(settings) && passwords.same(newSettings, settings);
        boolean sameTable = !first && newTable.equals(table);
        settings = newSettings;
        Acquisition old = acquisition;
        if (!sameTable) {
            table = newTable;
            silence();
            fanOut.table(table.rows());
            observer.table(table);
        }
        if (first) {
            tableInForce.run();
            postLater(this::lookAtFile, FILE_MILLIS);
        }
        if (!settings.problems().isEmpty()) {
            attemptNumber++;
            closeLink();
            // The log tells each problem with its remedy beside it.
            state.report(
                    StateCode.CONFIGURATION_ERROR,
                    joined(settings.problems(), false) + Remedy.MARK + joined(settings.problems(), true) + ".",
                    String.join("; ", settings.problems()) + ".");
        } else if (!sameSession) {
            closeLink();
            connectAnew();
        } else if (!sameTable && link != null && !lost) {
            replace(old);
        }
    }

    private static String joined(List<String> problems, boolean remedies) {
        return problems.stream()
                .map(problem -> remedies
                        ? problem.substring(problem.lastIndexOf("; ") + 2)
                        : problem.substring(0, problem.lastIndexOf("; ")))
                .collect(Collectors.joining("; "));
    }

    /** Because of a change on the gateway: no reconnect. */
    private void connectAnew() {
        failures = 0;
        reconnecting = false;
        attempt(++attemptNumber);
    }

    private void lookAtFile() {
        postLater(this::lookAtFile, FILE_MILLIS);
        state.look();
        if (tableSource.changed(settings)) {
            apply(settings);
        }
    }

    private void attempt(int number) {
        if (number != attemptNumber) {
            return;
        }
        closeLink();
        if (failures == 0) {
            state.report(StateCode.CONNECTING, "Connecting to " + settings.endpointUrl() + ".");
        }
        try {
            if (milo == null) {
                milo = MiloThreads.acquire();
            }
            KeystoreService store = keystore;
            usedKeystore = store;
            ApplicationIdentity identity =
                    settings.secured() ? ApplicationIdentity.of(settings, store, noKeystore) : null;
            char[] password = passwords.decode(settings);
            link = Link.open(
                    settings,
                    milo,
                    new ServerTrust(settings, store),
                    identity,
                    password,
                    new SessionActivity(() -> post(() -> onActive(number)), () -> post(() -> onInactive(number))));
            lost = false;
            renewals.forget();
            if (reconnecting) {
                counters.reconnects.incrementAndGet();
            }
            acquire(true);
        } catch (ConnectionTrouble e) {
            LOGGER.debug("{}: attempt {} failed", pid, number, e);
            state.report(e.code(), e.getMessage());
            retry(e.code());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void retry(StateCode code) {
        int number = ++attemptNumber;
        failures++;
        if (code != StateCode.WAITING_FOR_KEYSTORE && code != StateCode.CONFIGURATION_ERROR) {
            postLater(() -> attempt(number), RetryPause.millis(code, failures));
        }
    }

    private void acquire(boolean newSession) {
        RowPlan plan = new RowPlan(table.rows());
        fanOut.acquiring(newSession);
        int number = attemptNumber;
        try {
            if (!table.rows().isEmpty()) {
                acquisition = Acquisitions.start(
                        link, settings, plan, fanOut, counters, thread, wish -> post(() -> renew(number, wish)));
            }
            failures = 0;
            reconnecting = true;
            publishing(acquisition == null ? 0 : acquisition.publishingMillis());
            observe(number, new Observer.Watch(settings, plan, acquisition));
        } catch (UaException e) {
            LOGGER.debug("{}: acquisition failed", pid, e);
            closeLink();
            state.report(
                    StateCode.SERVER_REFUSED,
                    "The server opened a session, but delivers no values (" + Waits.text(e) + "); trying again.");
            retry(StateCode.SERVER_REFUSED);
        }
    }

    private void observe(int number, Observer.Watch watch) {
        if (number != attemptNumber || lost || watch.acquisition() != acquisition) {
            return;
        }
        if (acquisition != null && acquisition.stalled()) {
            renew(number, new Renewal(acquisition, "nothing comes any more"));
            return;
        }
        try {
            long again = observer.look(watch);
            postLater(() -> observe(number, watch), again);
        } catch (UaException e) {
            renew(number, new Renewal(acquisition, "an item could not be created: " + Waits.text(e)));
        }
    }

    /** Something is wrong with the subscription: a new one makes the server send every current value again. */
    private void renew(int number, Renewal wish) {
        if (number != attemptNumber || lost || link == null || wish.acquisition() != acquisition) {
            return;
        }
        LOGGER.info("{}: renewing the {}: {}.", pid, acquisition.mode(), wish.reason());
        if (renewals.exceeded()) {
            closeLink();
            state.report(
                    StateCode.SERVER_REFUSED,
                    "The subscription does not last (" + wish.reason() + "); opening a new session.");
            retry(StateCode.SERVER_REFUSED);
        } else {
            replace(acquisition);
        }
    }

    /**
     * Starts a new acquisition in the same session, then removes the old one. In this order, because Milo stops asking for
     * notifications when its last subscription goes.
     *
     * @param old may have been silenced before; null if there was none
     */
    private void replace(Acquisition old) {
        silence();
        acquire(false);
        if (old != null && link != null) {
            old.remove();
            retryIfRefused();
        }
    }

    /** Items may have been refused only because the old ones still counted. */
    private void retryIfRefused() {
        try {
            if (acquisition != null && acquisition.anyRefused()) {
                acquisition.retryRefused();
            }
        } catch (UaException e) {
            LOGGER.debug("{}: still refused", pid, e);
        }
    }

    private void onInactive(int number) {
        if (number != attemptNumber || lost || link == null) {
            return;
        }
        lost = true;
        publishing(0);
        abandoned = acquisition;
        silence();
        fanOut.lost();
        observer.lost();
        state.report(
                StateCode.CONNECTION_LOST,
                "The connection to " + settings.endpointUrl()
                        + " is lost; every tag is Bad_NoCommunication. Reconnecting.");
        postLater(
                () -> {
                    if (lost && number == attemptNumber) {
                        failures = 1;
                        attempt(++attemptNumber);
                    }
                },
                GRACE.toMillis());
    }

    private void onActive(int number) {
        if (number == attemptNumber && lost && link != null) {
            lost = false;
            counters.reconnects.incrementAndGet();
            acquire(true);
            if (abandoned != null && link != null) {
                abandoned.remove();
                retryIfRefused();
            }
            abandoned = null;
        }
    }

    private void silence() {
        if (acquisition != null) {
            acquisition.silence();
            acquisition = null;
        }
    }

    private void closeLink() {
        silence();
        publishing(0);
        abandoned = null;
        fanOut.lost();
        observer.lost();
        if (link != null) {
            link.close();
            link = null;
        }
        lost = false;
    }

    /** Ends session and threads; returns within 5 s. */
    public void close() {
        closed = true;
        thread.shutdownNow();
        Thread closing = MiloThreads.threads("millwright-opcua-" + pid + "-close-")
                .newThread(() -> {
                    try {
                        thread.awaitTermination(JOIN_MILLIS, TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    try {
                        closeLink();
                    } finally {
                        if (milo != null) {
                            milo = null;
                            MiloThreads.release();
                        }
                    }
                });
        closing.start();
        try {
            closing.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closing.isAlive()) {
            LOGGER.warn("{}: still closing after {} ms; the server does not answer.", pid, CLOSE_MILLIS);
        }
    }
}
