package io.millwright.inference.remote;

import io.millwright.inference.ModelContract;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the runners of one remote model share. Thread-safe. */
final class RemoteLink {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteModel.PID);

    private final String title;
    private final ModelContract contract;
    private final RemoteOptions options;
    private final RemoteThreads threads;
    private final Permits permits;
    private final RemoteCounters counters;
    private final Set<RemoteRunner> open = ConcurrentHashMap.newKeySet();
    private volatile String whyClosed = "the server has not been checked yet";

    RemoteLink(
            String title,
            ModelContract contract,
            RemoteOptions options,
            RemoteThreads threads,
            RemoteCounters counters) {
        this.title = title;
        this.contract = contract;
        this.options = options;
        this.threads = threads;
        this.counters = counters;
        permits = new Permits(options.parallel());
    }

    /** Returns name and version, for messages. */
    String title() {
        return title;
    }

    ModelContract contract() {
        return contract;
    }

    RemoteOptions options() {
        return options;
    }

    RemoteThreads threads() {
        return threads;
    }

    Permits permits() {
        return permits;
    }

    RemoteCounters counters() {
        return counters;
    }

    /** Returns why no server is asked. */
    String whyClosed() {
        return whyClosed;
    }

    void whyClosed(String why) {
        whyClosed = why;
    }

    void opened(RemoteRunner runner) {
        open.add(runner);
    }

    void released(RemoteRunner runner) {
        open.remove(runner);
    }

    /** Ends the runs in progress, each with its completion. */
    void cancel() {
        open.forEach(RemoteRunner::cancel);
    }

    /** The first of a bug stands in the log with its stack; all are counted. */
    void bug(Throwable e) {
        if (counters.bugs.incrementAndGet() == 1) {
            LOG.error("{}: a bug, please report it", title, e);
        }
    }
}
