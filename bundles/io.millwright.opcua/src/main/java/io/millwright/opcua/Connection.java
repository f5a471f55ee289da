package io.millwright.opcua;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.session.Session;
import io.millwright.opcua.settings.PasswordDecoder;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.state.StateCode;
import io.millwright.opcua.state.StatePublisher;
import io.millwright.opcua.table.TagTableSource;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
    private volatile Settings settings;

    /**
     * Makes a connection that does nothing before {@link #configure}.
     *
     * @param tableInForce called once, on the connection's thread, when the first tag table is in force
     * @param changed called for each change of state, text or counters
     */
    Connection(String pid, TagTableSource tables, PasswordDecoder passwords, Runnable tableInForce, Runnable changed) {
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
        session = new Session(pid, fanOut, state, counters, tables, passwords, tableInForce);
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

    /** Returns at once. */
    void keystore(KeystoreService keystore) {
        session.keystore(keystore);
    }

    KeystoreService keystore() {
        return session.keystore();
    }

    Counters counters() {
        return counters;
    }

    StatePublisher state() {
        return state;
    }

    long publishingMillis() {
        Settings now = settings;
        return now == null ? 0 : now.publishingMillis();
    }

    @Override
    public List<Tag> tags() {
        return fanOut.tags();
    }

    @Override
    public TagSubscription subscribe(List<String> tagNames, TagListener listener) {
        return fanOut.subscribe(tagNames, listener);
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
