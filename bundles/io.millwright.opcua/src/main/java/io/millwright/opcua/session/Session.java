package io.millwright.opcua.session;

import io.millwright.form.Diagnosis;
import io.millwright.opcua.acquire.Acquisition;
import io.millwright.opcua.acquire.Acquisitions;
import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.acquire.Renewal;
import io.millwright.opcua.acquire.RowPlan;
import io.millwright.opcua.acquire.SessionFacts;
import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.security.CertificateStores;
import io.millwright.opcua.security.ServerTrust;
import io.millwright.opcua.security.TrustFolder;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one session open, through late, restarted and vanished servers. Everything here runs on one thread of its own; other
 * threads only post to it.
 *
 * <p>Milo opens a lost session again by itself. {@link LostSession} says when this class starts over instead.
 */
public final class Session {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long FILE_MILLIS = 2_000;
    private static final long LATER_MILLIS = 1_000;

    /** How often the server's certificate is judged again: reading a keystore is work for a small gateway. */
    private static final long TRUST_MILLIS = 300_000;

    private final FanOut fanOut;
    private final StatePublisher state;
    private final Counters counters;
    private final TagTableSource tableSource;
    private final PasswordDecoder passwords;
    private final Supplier<String> dataDirectory;
    private final Runnable tableInForce;
    private final Observer observer;
    private final SessionThread thread;
    private final RenewalLimit renewals = new RenewalLimit();
    private final String pid;

    private volatile KeystoreService keystore;
    private volatile String noKeystore = "";
    private volatile long publishingMillis;
    /** The link while its session is there, for those who use it beside the tags. */
    private volatile OpenLink open;

    private Settings wanted;
    private Settings settings;
    private TagTable table = TagTable.EMPTY;
    private KeystoreService usedKeystore;
    private MiloThreads milo;
    private Link link;
    private Acquisition acquisition;
    private Acquisition abandoned;
    /** Of the present settings; null before the first that can be used. */
    private Servers servers;

    private ServerStatus serverStatus = new ServerStatus();
    private RowPlan plan;

    /** The newest; older ones end by themselves. */
    private Observer.Watch watching;

    private final SessionFacts facts = new SessionFacts();
    private int attemptNumber;
    private int failures;
    private boolean lost;
    /** Whether the next session replaces one that was not given up on purpose. */
    private boolean reconnecting;

    /**
     * Makes a session that does nothing before {@link #configure}.
     *
     * @param dataDirectory of the gateway, may return null
     * @param tableInForce called once, on this session's thread, when the first tag table is in force
     */
    public Session(
            String pid,
            FanOut fanOut,
            StatePublisher state,
            Counters counters,
            TagTableSource tableSource,
            PasswordDecoder passwords,
            Supplier<String> dataDirectory,
            Runnable tableInForce) {
        this.pid = pid;
        this.fanOut = fanOut;
        this.state = state;
        this.counters = counters;
        this.tableSource = tableSource;
        this.passwords = passwords;
        this.dataDirectory = dataDirectory;
        this.tableInForce = tableInForce;
        this.thread = new SessionThread(pid, this::startOver);
        this.observer = new Observer(pid, fanOut, state, counters, tableSource);
    }

    /** Any thread; returns at once. Equal settings change nothing; other tags do not touch the session. */
    public void configure(Settings newSettings) {
        thread.post(() -> apply(newSettings));
    }

    /**
     * Any thread; returns at once. A secured session is opened anew with another keystore. Without one it stays, unless what
     * is bound is not what is chosen.
     *
     * @param use what may be used, or why nothing may
     */
    public void keystore(Chosen.Use<KeystoreService> use) {
        KeystoreService service = use.service();
        keystore = service;
        noKeystore = use.why().what();
        thread.post(() -> {
            boolean configured = settings != null && settings.problems().isEmpty();
            boolean ends = use.trouble() == Chosen.Trouble.MISMATCHED || state.code() == StateCode.WAITING_FOR_KEYSTORE;
            if (configured && settings.secured() && (service == null ? ends : service != usedKeystore)) {
                connectAnew();
            }
        });
    }

    /** Runs a task on the session's thread in a second, unless it ends before. */
    public void later(Runnable task) {
        thread.postLater(task, LATER_MILLIS);
    }

    /**
     * Any thread; returns the publishing interval as the server revised it last, also while there is no session: who counts
     * with it has nothing else to count with then. 0 before the first.
     */
    public long publishingMillis() {
        return publishingMillis;
    }

    /** Any thread; returns at once. The tags of which every change is wanted are others now. */
    public void interestChanged() {
        thread.post(() -> {
            if (acquisition != null && !lost) {
                acquisition.interestChanged();
            }
        });
    }

    /** Any thread; returns the open session, or nothing while there is none. It may be lost or closed at any time. */
    public Optional<OpenLink> open() {
        return Optional.ofNullable(open);
    }

    private void publishing() {
        long revised = acquisition == null ? 0 : acquisition.publishingMillis();
        if (revised > 0 && revised != publishingMillis) {
            publishingMillis = revised;
            state.refresh();
        }
    }

    /** After a bug: the connection starts over. */
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
                thread.postLater(() -> apply(wanted), RetryPause.millis(StateCode.SERVER_REFUSED, 1));
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
            if (abandoned != null) {
                abandoned.silence();
            }
            fanOut.table(table.rows());
            observer.table(table);
        }
        if (first) {
            tableInForce.run();
            thread.postLater(this::lookAtFile, FILE_MILLIS);
        }
        if (!settings.problems().isEmpty()) {
            attemptNumber++;
            closeLink();
            // The log tells each problem with its remedy beside it.
            Diagnosis problem = settings.problem();
            state.report(
                    StateCode.CONFIGURATION_ERROR,
                    problem.what() + Remedy.MARK + problem.remedy() + ".",
                    String.join("; ", settings.problems()) + ".");
        } else if (!sameSession) {
            closeLink();
            servers = new Servers(settings);
            connectAnew();
        } else if (!sameTable && link != null && !lost) {
            replace(old, false);
        }
    }

    /** Because of a change on the gateway: no reconnect. */
    private void connectAnew() {
        reconnecting = false;
        failures = 0;
        attempt(++attemptNumber);
    }

    private void lookAtFile() {
        thread.postLater(this::lookAtFile, FILE_MILLIS);
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
            state.report(StateCode.CONNECTING, "Connecting to " + here().endpointUrl() + ".");
        }
        try {
            if (milo == null) {
                milo = MiloThreads.acquire();
            }
            link = open(servers.now(), number);
            servers.connected();
            if (reconnecting) {
                counters.reconnects.incrementAndGet();
            }
            begin();
        } catch (ConnectionTrouble e) {
            LOGGER.debug("{}: attempt {} failed", pid, number, e);
            if (e.code() == StateCode.SERVER_UNTRUSTED) {
                countRejected();
            }
            state.report(e.code(), e.getMessage());
            retry(e.code());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CertificateStores stores() {
        return new CertificateStores(
                usedKeystore,
                noKeystore,
                TrustFolder.in(dataDirectory.get(), settings.trust().folder()));
    }

    private void countRejected() {
        counters.rejectedCertificates(new ServerTrust(settings, stores()).waiting());
    }

    /** Any thread; returns at once. The server's certificate is judged again, by what is trusted, revoked and valid now. */
    public void lookAtTrust() {
        thread.post(() -> judge(attemptNumber));
    }

    private void lookAtTrust(int number) {
        if (judge(number)) {
            thread.postLater(() -> lookAtTrust(number), TRUST_MILLIS);
        }
    }

    /** Returns whether the session goes on. */
    private boolean judge(int number) {
        if (number != attemptNumber || link == null) {
            return false;
        }
        try {
            observer.security(link.look());
            return true;
        } catch (ConnectionTrouble e) {
            if (e.code() != StateCode.SERVER_UNTRUSTED) {
                LOGGER.debug("{}: the server's certificate cannot be judged again now", pid, e);
                return true;
            }
            closeLink();
            state.report(e.code(), e.getMessage());
            retry(e.code());
            return false;
        }
    }

    private Settings here() {
        return servers.settings(settings);
    }

    private Link open(Server server, int number) throws ConnectionTrouble, InterruptedException {
        usedKeystore = keystore;
        Settings used = settings;
        return Link.open(
                used.at(server.url()),
                milo,
                stores(),
                () -> passwords.decode(used),
                server,
                new SessionActivity(
                        () -> thread.post(() -> onActive(number)), () -> thread.post(() -> onInactive(number))));
    }

    /** There is a new session. */
    private void begin() throws InterruptedException {
        lost = false;
        open = link;
        renewals.forget();
        serverStatus = new ServerStatus();
        servers.now().recognise(link.client(), settings.requestTimeoutMillis(), pid);
        observer.security(link.security());
        countRejected();
        int number = attemptNumber;
        thread.postLater(() -> lookAtTrust(number), TRUST_MILLIS);
        acquire(true, null);
        lookForFirst(number);
    }

    /** While the second server is used, looks now and then whether the first does its work again. */
    private void lookForFirst(int number) {
        if (number != attemptNumber || !servers.onSecond()) {
            return;
        }
        boolean answers = !lost && LostSession.answers(servers.first().url());
        if (!lost && servers.tryFirst(System.nanoTime(), answers)) {
            backToFirst();
        }
        thread.postLater(() -> lookForFirst(number), Servers.LOOK_MILLIS);
    }

    private void backToFirst() {
        try {
            Link first = open(servers.first(), attemptNumber + 1);
            closeLink();
            attemptNumber++;
            link = first;
            servers.firstIsBack();
            begin();
        } catch (ConnectionTrouble e) {
            LOGGER.info("{}: stays with the second server; of the first: {}", pid, e.getMessage());
            servers.firstRefused(System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        if (link != null) {
            link.security()
                    .ending()
                    .forEach(ending ->
                            notices.add(new Notice(StateCode.CERTIFICATE_ENDING, ending.text(), ending.remedy())));
        }
        return notices;
    }

    private Observer.Watch watch() {
        watching = new Observer.Watch(here(), plan, acquisition, this::notices);
        return watching;
    }

    private void retry(StateCode code) {
        int number = ++attemptNumber;
        if (servers != null) {
            if (code == StateCode.SERVER_REFUSED
                    || code == StateCode.CERTIFICATE_REFUSED
                    || code == StateCode.AUTHENTICATION_FAILED) {
                servers.now().refused();
            }
            servers.failed(code);
        }
        failures++;
        if (code != StateCode.WAITING_FOR_KEYSTORE && code != StateCode.CONFIGURATION_ERROR) {
            thread.postLater(() -> attempt(number), RetryPause.millis(code, failures));
        }
    }

    /** @param old made room for where the server takes no further subscription beside it, or null */
    private void acquire(boolean newSession, Acquisition old) {
        if (newSession) {
            facts.forget();
        }
        plan = new RowPlan(table.rows(), facts);
        fanOut.acquiring(newSession);
        int number = attemptNumber;
        try {
            if (!table.rows().isEmpty()) {
                acquisition = Acquisitions.start(
                        link,
                        here(),
                        plan,
                        fanOut,
                        counters,
                        thread.executor(),
                        wish -> thread.post(() -> renew(number, wish)));
            }
            failures = 0;
            reconnecting = true;
            publishing();
            observe(number, watch());
        } catch (UaException e) {
            LOGGER.debug("{}: acquisition failed", pid, e);
            if (old != null && e.getStatusCode().value() == StatusCodes.Bad_TooManySubscriptions) {
                old.remove();
                acquire(newSession, null);
                return;
            }
            closeLink();
            boolean silent = e.getStatusCode().value() == StatusCodes.Bad_Timeout;
            state.report(
                    StateCode.SERVER_REFUSED,
                    "The server opened a session, "
                            + (silent
                                    ? "and then answered nothing within Request timeout, "
                                    : "but delivers no values (")
                            + (silent ? settings.requestTimeoutMillis() + " ms" : Waits.text(e) + ")")
                            + "; trying again.");
            retry(StateCode.SERVER_REFUSED);
        }
    }

    private void observe(int number, Observer.Watch watch) {
        if (number != attemptNumber || lost || watch != watching) {
            return;
        }
        if (acquisition != null && acquisition.stalled()) {
            renew(number, new Renewal(acquisition, "nothing comes any more"));
            return;
        }
        try {
            counters.limits(servers.counters());
            serverStatus.look(link.client(), System.nanoTime());
            long again = observer.look(watch);
            thread.postLater(() -> observe(number, watch), again);
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
        counters.renewals.incrementAndGet();
        if (renewals.exceeded()) {
            closeLink();
            state.report(
                    StateCode.SERVER_REFUSED,
                    "The subscription does not last (" + wish.reason() + "); opening a new session.");
            retry(StateCode.SERVER_REFUSED);
        } else {
            replace(acquisition, false);
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

    private void onInactive(int number) {
        if (number != attemptNumber || lost || link == null) {
            return;
        }
        lost = true;
        open = null;
        abandoned = acquisition;
        if (abandoned != null && abandoned.pause()) {
            acquisition = null;
        } else {
            silence();
        }
        fanOut.lost();
        observer.lost();
        state.report(
                StateCode.CONNECTION_LOST,
                "The connection to " + here().endpointUrl()
                        + " is lost; every tag is Bad_NoCommunication. Reconnecting.");
        LostSession session =
                new LostSession(System.nanoTime(), settings.sessionTimeoutMillis(), settings.requestTimeoutMillis());
        thread.postLater(() -> stillLost(number, session), GRACE.toMillis());
    }

    private void stillLost(int number, LostSession session) {
        if (!lost || number != attemptNumber) {
            return;
        }
        boolean answers = LostSession.answers(here().endpointUrl());
        LostSession.Next next = session.next(System.nanoTime(), answers);
        if (!answers) {
            state.report(StateCode.SERVER_UNREACHABLE, Endpoints.unreachable(here(), "no connection"));
        }
        if (!answers && servers.redundant()) {
            servers.failed(StateCode.SERVER_UNREACHABLE);
            next = LostSession.Next.ANEW;
        }
        if (next == LostSession.Next.WAIT) {
            thread.postLater(() -> stillLost(number, session), LostSession.LOOK_MILLIS);
        } else {
            failures = 1;
            attempt(++attemptNumber);
        }
    }

    private void onActive(int number) {
        if (number == attemptNumber && lost && link != null) {
            lost = false;
            open = link;
            counters.reconnects.incrementAndGet();
            if (abandoned != null && abandoned.resume()) {
                goOn(number);
                return;
            }
            replace(abandoned, true);
            abandoned = null;
        }
    }

    /** The acquisition that was paused delivers again, with what the server kept meanwhile. */
    private void goOn(int number) {
        acquisition = abandoned;
        abandoned = null;
        failures = 0;
        acquisition.interestChanged();
        publishing();
        observe(number, watch());
    }

    private void silence() {
        if (acquisition != null) {
            acquisition.silence();
            acquisition = null;
        }
    }

    private void forgetAbandoned() {
        if (abandoned != null) {
            abandoned.silence();
        }
        abandoned = null;
    }

    private void closeLink() {
        open = null;
        silence();
        forgetAbandoned();
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
        thread.close(this::end);
    }

    /** The session's thread has ended, or does nothing any more. */
    private void end() {
        try {
            closeLink();
        } finally {
            if (milo != null) {
                milo = null;
                MiloThreads.release();
            }
        }
    }
}
