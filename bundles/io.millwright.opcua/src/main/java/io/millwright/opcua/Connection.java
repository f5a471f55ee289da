package io.millwright.opcua;

import io.millwright.form.Diagnosis;
import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.look.ConnectionLook;
import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.security.CertificateStores;
import io.millwright.opcua.security.TrustFolder;
import io.millwright.opcua.session.Session;
import io.millwright.opcua.settings.PasswordDecoder;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.state.StateCode;
import io.millwright.opcua.state.StatePublisher;
import io.millwright.opcua.table.TagTableSource;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import io.millwright.targets.Chosen;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.kura.security.keystore.KeystoreService;

/** One OPC UA connection as a TagSource, without anything of OSGi: the component around it only configures it. */
final class Connection implements TagSource {
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_MILLIS = 500;

    private final Counters counters = new Counters();
    private final ThreadPoolExecutor source;
    private final FanOut fanOut;
    private final StatePublisher state;
    private final Session session;
    private final String pid;
    private final Supplier<String> dataDirectory;

    /** As they were handed over last, for those who look at the server beside the session. */
    private volatile Settings settings;

    private volatile Chosen.Use<KeystoreService> keystore =
            new Chosen.Use<>(null, Map.of(), Chosen.Trouble.NONE, Diagnosis.NONE);

    /**
     * Makes a connection that does nothing before {@link #configure}.
     *
     * @param dataDirectory of the gateway, may return null
     * @param tableInForce called once, on the connection's thread, when the first tag table is in force
     * @param changed called for each change of state, text or publishing interval
     */
    Connection(
            String pid,
            TagTableSource tables,
            PasswordDecoder passwords,
            Supplier<String> dataDirectory,
            Runnable tableInForce,
            Runnable changed) {
        this.pid = pid;
        this.dataDirectory = dataDirectory;
        settings = Settings.of(Map.of("kura.service.pid", pid));
        source = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                MiloThreads.threads("millwright-opcua-" + pid + "-source-"));
        source.allowCoreThreadTimeOut(true);
        fanOut = new FanOut(pid, counters, this::onSource);
        state = new StatePublisher(pid, changed);
        session = new Session(pid, fanOut, state, counters, tables, passwords, dataDirectory, tableInForce);
        fanOut.onInterest(session::interestChanged);
    }

    private void onSource(Runnable task) {
        try {
            source.execute(task);
        } catch (RejectedExecutionException e) {
            // Deactivated: every subscription has ended.
        }
    }

    /** Returns at once; equal settings change nothing. */
    void configure(Settings newSettings) {
        settings = newSettings;
        session.configure(newSettings);
    }

    /** Takes both at once: nothing is opened with one of them and what was there before of the other; returns at once. */
    void configure(Settings newSettings, Chosen.Use<KeystoreService> use) {
        settings = newSettings;
        keystore = use;
        session.configure(newSettings, use);
    }

    /** Uses this keystore; returns at once. */
    void keystore(KeystoreService keystore) {
        keystore(new Chosen.Use<>(keystore, Map.of(), Chosen.Trouble.NONE, Diagnosis.NONE));
    }

    /** Uses what may be used; returns at once. */
    void keystore(Chosen.Use<KeystoreService> use) {
        keystore = use;
        session.keystore(use);
    }

    /** The server's certificate is judged again, by what is trusted, revoked and valid now; returns at once. */
    void lookAtTrust() {
        session.lookAtTrust();
    }

    /** Runs a task in a second, unless the connection ends before. */
    void later(Runnable task) {
        session.later(task);
    }

    /** Any thread; returns the open session, or nothing while there is none. */
    Optional<OpenLink> open() {
        return session.open();
    }

    /** Returns a look at its server for people; close it before this connection. */
    ConnectionLook look() {
        return new ConnectionLook(pid, new Beside());
    }

    private final class Beside implements ConnectionLook.Looked {
        @Override
        public Settings settings() {
            return settings;
        }

        @Override
        public CertificateStores stores() {
            Chosen.Use<KeystoreService> now = keystore;
            return new CertificateStores(
                    now.service(),
                    now.why().what(),
                    TrustFolder.in(dataDirectory.get(), settings.trust().folder()));
        }

        @Override
        public Optional<OpenLink> open() {
            return session.open();
        }

        @Override
        public StatePublisher.State state() {
            return state.now();
        }

        @Override
        public void trustChanged() {
            session.trustChanged();
        }
    }

    Counters counters() {
        return counters;
    }

    StatePublisher state() {
        return state;
    }

    long publishingMillis() {
        return session.publishingMillis();
    }

    @Override
    public List<Tag> tags() {
        return fanOut.tags();
    }

    @Override
    public TagSubscription subscribe(Interest what, TagListener listener) {
        return fanOut.subscribe(what, listener);
    }

    /** Ends everything; returns within 5 s. */
    void close() {
        fanOut.close(CLOSE_MILLIS);
        source.shutdown();
        session.close();
        try {
            source.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        state.report(StateCode.STOPPED, "Deactivated.");
    }
}
