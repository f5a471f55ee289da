package io.millwright.opcua.asset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.asset.AssetConfiguration;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.channel.ChannelFlag;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelStatus;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.channel.listener.ChannelEvent;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.type.DataType;
import org.eclipse.kura.type.TypedValue;

/** An asset whose driver does what a test says. Thread-safe. */
final class FakeAsset implements Asset {
    private record Stated(TypedValue<?> value, long millis, ChannelStatus status) {}

    private static final ChannelStatus SUCCESS = new ChannelStatus(ChannelFlag.SUCCESS);

    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final Map<String, Stated> stated = new HashMap<>();
    private final Map<ChannelListener, String> listeners = new LinkedHashMap<>();
    private Throwable failure;
    private CountDownLatch held;
    private int reads;
    private int registrations;
    private boolean refusesListeners;

    /** Adds a channel that may be read, without a value. */
    synchronized FakeAsset channel(String name, DataType type) {
        return channel(name, type, ChannelType.READ, true, "");
    }

    synchronized FakeAsset channel(String name, DataType type, ChannelType access, boolean enabled, String unit) {
        Channel channel = new Channel(name, access, type, new HashMap<>(Map.of("+name", name)));
        channel.setEnabled(enabled);
        channel.setUnit(unit);
        channels.put(name, channel);
        return this;
    }

    synchronized void value(String name, TypedValue<?> value, long millis) {
        stated.put(name, new Stated(value, millis, SUCCESS));
    }

    synchronized void fails(String name, String text) {
        stated.put(name, new Stated(null, 0, new ChannelStatus(ChannelFlag.FAILURE, text, null)));
    }

    /** Every read throws this; null: none does. */
    synchronized void failsWith(Throwable thrown) {
        failure = thrown;
    }

    synchronized void refuseListeners() {
        refusesListeners = true;
    }

    /** From now on a read does not come back. */
    synchronized void hold() {
        held = new CountDownLatch(1);
    }

    synchronized void release() {
        held.countDown();
        held = null;
    }

    /** Forgets its listeners without a word, as a driver does that is replaced. */
    synchronized void forgetListeners() {
        listeners.clear();
    }

    synchronized int registrations() {
        return registrations;
    }

    synchronized int listeners() {
        return listeners.size();
    }

    /** Waits until so many reads have begun. */
    synchronized void awaitReads(int wanted) throws InterruptedException {
        while (reads < wanted) {
            wait();
        }
    }

    /** Waits until so many registrations have been made. */
    synchronized void awaitRegistrations(int wanted) throws InterruptedException {
        while (registrations < wanted) {
            wait();
        }
    }

    /** The driver tells a value, on the caller's thread. */
    void tell(String name, TypedValue<?> value, long millis) {
        List<ChannelListener> told = new ArrayList<>();
        synchronized (this) {
            value(name, value, millis);
            listeners.forEach((listener, channel) -> {
                if (channel.equals(name)) {
                    told.add(listener);
                }
            });
        }
        ChannelRecord record = record(name);
        told.forEach(listener -> listener.onChannelEvent(new ChannelEvent(record)));
    }

    private synchronized ChannelRecord record(String name) {
        ChannelRecord record =
                ChannelRecord.createReadRecord(name, channels.get(name).getValueType());
        Stated now = stated.get(name);
        if (now != null) {
            if (now.value() != null) {
                record.setValue(now.value());
            }
            record.setTimestamp(now.millis());
            record.setChannelStatus(now.status());
        }
        return record;
    }

    @Override
    public synchronized AssetConfiguration getAssetConfiguration() {
        return new AssetConfiguration("", "s7", new HashMap<>(channels));
    }

    @Override
    public List<ChannelRecord> readAllChannels() throws KuraException {
        CountDownLatch holding;
        synchronized (this) {
            reads++;
            notifyAll();
            holding = held;
        }
        if (holding != null) {
            try {
                holding.await();
            } catch (InterruptedException e) {
                throw new KuraException(KuraErrorCode.INTERNAL_ERROR, e, "interrupted");
            }
        }
        synchronized (this) {
            if (failure instanceof KuraException expected) {
                throw expected;
            } else if (failure instanceof RuntimeException unexpected) {
                throw unexpected;
            } else if (failure instanceof Error error) {
                throw error;
            }
            List<ChannelRecord> records = new ArrayList<>();
            channels.values().stream()
                    .filter(channel -> channel.isEnabled() && channel.getType() != ChannelType.WRITE)
                    .forEach(channel -> records.add(record(channel.getName())));
            return records;
        }
    }

    @Override
    public List<ChannelRecord> read(Set<String> channelNames) {
        throw new UnsupportedOperationException("all channels are read at once");
    }

    @Override
    public synchronized void registerChannelListener(String channelName, ChannelListener listener)
            throws KuraException {
        registrations++;
        notifyAll();
        if (refusesListeners) {
            throw new KuraException(KuraErrorCode.OPERATION_NOT_SUPPORTED, "this driver cannot listen");
        }
        listeners.put(listener, channelName);
    }

    @Override
    public synchronized void unregisterChannelListener(ChannelListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void write(List<ChannelRecord> records) {
        throw new UnsupportedOperationException("a source of tags never writes");
    }
}
