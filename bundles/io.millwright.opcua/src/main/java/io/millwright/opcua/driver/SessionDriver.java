package io.millwright.opcua.driver;

import java.util.List;
import java.util.Map;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.driver.ChannelDescriptor;
import org.eclipse.kura.driver.Driver;
import org.eclipse.kura.driver.PreparedRead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session as a Kura driver. Called on the threads of any number of assets at once. Every call ends within the request
 * time-out and a little, because an asset waits without one; and nothing but a {@link Driver.ConnectionException} leaves it,
 * because an asset that meets an Error waits for ever.
 */
public final class SessionDriver implements Driver {
    /** Under the component's name the driver logs what it does, whichever of its classes does it. */
    public static final String COMPONENT = "io.millwright.opcua.OpcUaDriver";

    private static final Logger LOGGER = LoggerFactory.getLogger(COMPONENT);

    private final String pid;
    private final DriverCounters counters;
    private final DriverListeners listeners;
    private final NodeReads reads;
    private final NodeWrites writes;

    /** Changes at once for all calls that begin later. */
    private record Inner(DriverSettings settings, ServiceCalls reading, ServiceCalls writing) {}

    private volatile Inner inner;

    /** Makes one that reads and writes over a session. */
    public SessionDriver(
            String pid,
            DriverSettings settings,
            OpenSession session,
            DriverListeners listeners,
            DriverCounters counters) {
        this.pid = pid;
        this.counters = counters;
        this.listeners = listeners;
        this.reads = new NodeReads(session, counters);
        this.writes = new NodeWrites(session, counters);
        configure(settings);
    }

    /** Returns at once. What is prepared stays prepared. */
    public void configure(DriverSettings settings) {
        inner = new Inner(
                settings, new ServiceCalls(settings.itemsPerRequest()), new ServiceCalls(settings.itemsPerRequest()));
    }

    /** The session is opened as soon as it can be, and kept open: nobody has to ask for it. */
    @Override
    public void connect() {
        // See above.
    }

    /** The session is the driver's, and other assets may use it. */
    @Override
    public void disconnect() {
        // See above.
    }

    @Override
    public ChannelDescriptor getChannelDescriptor() {
        return ChannelFields::all;
    }

    @Override
    public PreparedRead prepareRead(List<ChannelRecord> records) {
        NodeReads.Prepared prepared = reads.new Prepared(records);
        return new PreparedRead() {
            @Override
            public List<ChannelRecord> execute() throws ConnectionException {
                guarded("read", () -> {
                    Inner now = inner;
                    prepared.execute(now.reading(), timeoutMillis(now));
                });
                return prepared.records();
            }

            @Override
            public List<ChannelRecord> getChannelRecords() {
                return prepared.records();
            }

            @Override
            public void close() {
                // The server keeps nothing for it.
            }
        };
    }

    @Override
    public void read(List<ChannelRecord> records) throws ConnectionException {
        guarded("read", () -> {
            Inner now = inner;
            reads.new Prepared(records).execute(now.reading(), timeoutMillis(now));
        });
    }

    @Override
    public void write(List<ChannelRecord> records) throws ConnectionException {
        guarded("write", () -> {
            Inner now = inner;
            writes.write(records, now.settings(), now.writing(), timeoutMillis(now));
        });
    }

    @Override
    public void registerChannelListener(Map<String, Object> channelConfig, ChannelListener listener)
            throws ConnectionException {
        guarded("registration of a listener", () -> listeners.register(channelConfig, listener));
    }

    @Override
    public void unregisterChannelListener(ChannelListener listener) throws ConnectionException {
        guarded("end of a listener", () -> listeners.unregister(listener));
    }

    private static long timeoutMillis(Inner now) {
        return now.settings().connection().requestTimeoutMillis();
    }

    private interface Work {
        void run() throws ConnectionException, InterruptedException;
    }

    /** The border to the asset. */
    private void guarded(String what, Work work) throws ConnectionException {
        try {
            work.run();
        } catch (ConnectionException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionException(what + " was interrupted");
        } catch (Throwable e) {
            if (counters.unexpected.incrementAndGet() == 1) {
                LOGGER.error("{}: unexpected failure of a {}; later ones are counted.", pid, what, e);
            }
            throw new ConnectionException("unexpected failure of a " + what + " (" + e
                    + "); the first one stands in the log" + " with its stack");
        }
    }
}
