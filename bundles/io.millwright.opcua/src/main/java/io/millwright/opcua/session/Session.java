package io.millwright.opcua.session;

import io.millwright.form.Diagnosis;
import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.MiloThreads;
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
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.kura.security.keystore.KeystoreService;
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

    private final String pid;
    private final StatePublisher state;
    private final Counters counters;
    private final TagTableSource tableSource;
    private final Credentials credentials;
    private final Runnable tableInForce;
    private final SessionThread thread;
    private final TrustWatch trust;
    private final TagDelivery tags;

    /** The link while its session is there, for those who use it beside the tags. */
    private volatile OpenLink open;

    private Settings wanted;
    private Settings settings;
    private MiloThreads milo;
    private Link link;

    /** Of the present settings; null before the first that can be used. */
    private Servers servers;

    /** What was posted for another attempt than the present one does nothing. */
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
        this.state = state;
        this.counters = counters;
        this.tableSource = tableSource;
        this.credentials = new Credentials(passwords, dataDirectory);
        this.tableInForce = tableInForce;
        this.thread = new SessionThread(pid, this::startOver);
        Observer observer = new Observer(pid, fanOut, state, counters, tableSource);
        this.trust = new TrustWatch(
                pid, thread, credentials, observer, counters, refusal -> giveUp(refusal.code(), refusal.getMessage()));
        this.tags = new TagDelivery(pid, new Delivered(), thread, fanOut, state, counters, observer);
    }

    private final class Delivered implements TagDelivery.Owner {
        @Override
        public Settings settings() {
            return here();
        }

        @Override
        public void delivers() {
            failures = 0;
            reconnecting = true;
        }

        @Override
        public void useless(String text) {
            giveUp(StateCode.SERVER_REFUSED, text);
        }
    }

    /** Any thread; returns at once. Equal settings change nothing; other tags do not touch the session. */
    public void configure(Settings newSettings) {
        thread.post(() -> apply(newSettings));
    }

    /** Any thread; returns at once. Both are taken at once: nothing is opened with one of them and what was there before of the other. */
    public void configure(Settings newSettings, Chosen.Use<KeystoreService> use) {
        thread.post(() -> {
            credentials.bind(use);
            int before = attemptNumber;
            apply(newSettings);
            if (attemptNumber == before) {
                take(use);
            }
        });
    }

    /**
     * Any thread; returns at once. A secured session is opened anew with another keystore. Without one it stays, unless what
     * is bound is not what is chosen.
     *
     * @param use what may be used, or why nothing may
     */
    public void keystore(Chosen.Use<KeystoreService> use) {
        thread.post(() -> {
            credentials.bind(use);
            take(use);
        });
    }

    private void take(Chosen.Use<KeystoreService> use) {
        boolean configured = settings != null && settings.problems().isEmpty();
        boolean ends = use.trouble() == Chosen.Trouble.MISMATCHED || state.code() == StateCode.WAITING_FOR_KEYSTORE;
        boolean another = use.service() == null ? ends : !credentials.uses(use.service());
        if (configured && settings.usesKeystore() && another) {
            connectAnew();
        }
    }

    /** Runs a task on the session's thread in a second, unless it ends before. */
    public void later(Runnable task) {
        thread.postLater(task, LATER_MILLIS);
    }

    /** Any thread; returns the publishing interval as the server revised it last, ms; 0 before the first. */
    public long publishingMillis() {
        return tags.publishingMillis();
    }

    /** Any thread; returns at once. The tags of which every change is wanted are others now. */
    public void interestChanged() {
        thread.post(tags::interestChanged);
    }

    /** Any thread; returns the open session, or nothing while there is none. It may be lost or closed at any time. */
    public Optional<OpenLink> open() {
        return Optional.ofNullable(open);
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
        boolean sameSession = !first && credentials.sameSession(newSettings, settings);
        boolean sameTable = !first && newTable.equals(tags.table());
        boolean samePublishing = first || newSettings.publishingMillis() == settings.publishingMillis();
        boolean usable = newSettings.problems().isEmpty();
        boolean goesOn = usable && sameSession && link != null && !lost;
        settings = newSettings;
        if (!sameTable) {
            tags.table(newTable, goesOn);
        } else if (!samePublishing) {
            tags.publishing(goesOn);
        }
        if (first) {
            tableInForce.run();
            thread.postLater(this::lookAtFile, FILE_MILLIS);
        }
        if (!usable) {
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
                trust.countRejected(settings);
            }
            giveUp(e.code(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Any thread; returns at once. What is trusted changed: a server that was refused for that is tried again now. */
    public void trustChanged() {
        thread.post(() -> {
            if (state.code() == StateCode.SERVER_UNTRUSTED) {
                connectAnew();
            }
        });
    }

    /** Any thread; returns at once. The server's certificate is judged again, by what is trusted, revoked and valid now. */
    public void lookAtTrust() {
        thread.post(trust::look);
    }

    private Settings here() {
        return servers.settings(settings);
    }

    private Link open(Server server, int number) throws ConnectionTrouble, InterruptedException {
        Settings used = settings;
        return Link.open(
                used.at(server.url()),
                milo,
                credentials.take(used),
                () -> credentials.password(used),
                server,
                new SessionActivity(
                        () -> thread.post(() -> onActive(number)), () -> thread.post(() -> onInactive(number))));
    }

    /** There is a new session. */
    private void begin() throws InterruptedException {
        int number = attemptNumber;
        lost = false;
        open = link;
        servers.now().recognise(link.client(), settings.requestTimeoutMillis(), pid);
        trust.begin(link, settings);
        tags.begin(link, servers);
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

    /** The session is of no use; another attempt follows. */
    private void giveUp(StateCode code, String text) {
        closeLink();
        state.report(code, text);
        retry(code);
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

    private void onInactive(int number) {
        if (number != attemptNumber || lost || link == null) {
            return;
        }
        lost = true;
        open = null;
        tags.lost();
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
            LOGGER.info("{}: the old session does not come back; opening a new one at {}.", pid, here().endpointUrl());
            failures = 1;
            attempt(++attemptNumber);
        }
    }

    private void onActive(int number) {
        if (number == attemptNumber && lost && link != null) {
            lost = false;
            open = link;
            counters.reconnects.incrementAndGet();
            tags.back();
        }
    }

    private void closeLink() {
        open = null;
        trust.end();
        tags.end();
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
