package io.millwright.gateway.kura.asset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.asset.AssetConfiguration;
import org.eclipse.kura.channel.Channel;
import org.eclipse.kura.channel.ChannelFlag;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelType;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.driver.Driver;
import org.eclipse.kura.driver.PreparedRead;
import org.eclipse.kura.type.TypedValue;
import org.eclipse.kura.type.TypedValues;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An asset as Kura's: it finds its driver by {@code driver.pid}, prepares one read of all readable channels, attaches anew when
 * the driver is modified, applies scale and offset, and waits for its one executor without a time-out. The executor's task
 * catches Exception and not Error: after an Error the caller waits for ever. Wires are left out.
 */
@Component(
        name = DriverAsset.PID,
        service = {Asset.class, ConfigurableComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class DriverAsset implements Asset, ConfigurableComponent, ServiceTrackerCustomizer<Driver, Driver> {
    static final String PID = "org.eclipse.kura.wire.WireAsset";

    private static final Logger LOGGER = LoggerFactory.getLogger(DriverAsset.class);

    private final BundleContext context;
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Map<ChannelListener, String> listeners = new LinkedHashMap<>();
    private AssetConfiguration configuration;
    private ServiceTracker<Driver, Driver> tracker;
    private Driver driver;
    private PreparedRead prepared;

    @Activate
    public DriverAsset(BundleContext context, Map<String, Object> properties) throws InvalidSyntaxException {
        this.context = context;
        modified(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) throws InvalidSyntaxException {
        closeTracker();
        synchronized (this) {
            configuration = ChannelList.of(properties);
        }
        tracker = new ServiceTracker<>(
                context,
                context.createFilter("(&(objectClass=" + Driver.class.getName() + ")(kura.service.pid="
                        + configuration.getDriverPid() + "))"),
                this);
        tracker.open();
    }

    @Deactivate
    void deactivate() {
        closeTracker();
        executor.shutdownNow();
    }

    private void closeTracker() {
        if (tracker != null) {
            tracker.close();
        }
    }

    // The driver's life

    @Override
    public Driver addingService(ServiceReference<Driver> reference) {
        Driver found = context.getService(reference);
        executor.execute(() -> attach(found));
        return found;
    }

    @Override
    public void modifiedService(ServiceReference<Driver> reference, Driver changed) {
        executor.execute(() -> {
            detach();
            attach(changed);
        });
    }

    @Override
    public void removedService(ServiceReference<Driver> reference, Driver gone) {
        executor.execute(this::detach);
        context.ungetService(reference);
    }

    private synchronized void attach(Driver found) {
        driver = found;
        found.getChannelDescriptor().getDescriptor();
        List<ChannelRecord> records = new ArrayList<>();
        configuration.getAssetChannels().values().stream()
                .filter(channel -> channel.isEnabled() && channel.getType() != ChannelType.WRITE)
                .forEach(channel -> records.add(channel.createReadRecord()));
        prepared = found.prepareRead(List.copyOf(records));
        listeners.forEach(this::listen);
    }

    private void listen(ChannelListener listener, String channel) {
        try {
            driver.registerChannelListener(
                    configuration.getAssetChannels().get(channel).getConfiguration(), listener);
        } catch (Exception e) {
            LOGGER.warn("The driver takes no listener for {}", channel, e);
        }
    }

    private void forget(ChannelListener listener) {
        try {
            driver.unregisterChannelListener(listener);
        } catch (Exception e) {
            LOGGER.warn("The driver keeps a listener", e);
        }
    }

    private synchronized void detach() {
        if (driver == null) {
            return;
        }
        listeners.keySet().forEach(this::forget);
        try {
            prepared.close();
        } catch (Exception e) {
            LOGGER.warn("The prepared read cannot be closed", e);
        }
        driver = null;
        prepared = null;
    }

    /** Waits without a limit; an Error leaves the future as it is. */
    private <T> T call(Callable<T> task) throws KuraException {
        CompletableFuture<T> result = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Driver.ConnectionException) {
                throw new KuraException(
                        KuraErrorCode.CONNECTION_FAILED,
                        e.getCause(),
                        e.getCause().getMessage());
            }
            throw e.getCause() instanceof KuraException known
                    ? known
                    : new KuraException(
                            KuraErrorCode.INTERNAL_ERROR,
                            e.getCause(),
                            e.getCause().toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KuraException(KuraErrorCode.INTERNAL_ERROR, e, "interrupted");
        }
    }

    // Asset

    @Override
    public synchronized AssetConfiguration getAssetConfiguration() {
        return configuration;
    }

    @Override
    public List<ChannelRecord> readAllChannels() throws KuraException {
        return call(() -> {
            if (prepared == null) {
                throw new KuraException(KuraErrorCode.CONFIGURATION_ERROR, "Driver not attached");
            }
            List<ChannelRecord> records = prepared.execute();
            records.forEach(this::scale);
            return records;
        });
    }

    @Override
    public List<ChannelRecord> read(Set<String> channelNames) throws KuraException {
        List<ChannelRecord> records = new ArrayList<>();
        Map<String, Channel> channels = getAssetConfiguration().getAssetChannels();
        channelNames.forEach(name -> records.add(channels.get(name).createReadRecord()));
        return call(() -> {
            driver.read(records);
            records.forEach(this::scale);
            return records;
        });
    }

    /** A record without a status fails, as there. */
    private void scale(ChannelRecord record) {
        boolean success = record.getChannelStatus().getChannelFlag() == ChannelFlag.SUCCESS;
        Channel channel = configuration.getAssetChannels().get(record.getChannelName());
        if (success && (channel.getValueScale() != 1 || channel.getValueOffset() != 0)) {
            record.setValue(scaled(record.getValue(), channel.getValueScale(), channel.getValueOffset()));
        }
    }

    private static TypedValue<?> scaled(TypedValue<?> value, double scale, double offset) {
        double number = value.getValue() instanceof Number raw ? raw.doubleValue() * scale + offset : 0;
        return switch (value.getType()) {
            case DOUBLE -> TypedValues.newDoubleValue(number);
            case FLOAT -> TypedValues.newFloatValue((float) number);
            case INTEGER -> TypedValues.newIntegerValue((int) number);
            case LONG -> TypedValues.newLongValue((long) number);
            case BOOLEAN, STRING, BYTE_ARRAY -> value;
        };
    }

    /** Returns at once: what the driver says to it is only logged. */
    @Override
    public synchronized void registerChannelListener(String channelName, ChannelListener listener) {
        if (!configuration.getAssetChannels().containsKey(channelName)) {
            throw new IllegalArgumentException("Channel not found");
        }
        executor.execute(() -> {
            synchronized (this) {
                listeners.put(listener, channelName);
                if (driver != null) {
                    listen(listener, channelName);
                }
            }
        });
    }

    @Override
    public void unregisterChannelListener(ChannelListener listener) {
        executor.execute(() -> {
            synchronized (this) {
                listeners.remove(listener);
                if (driver != null) {
                    forget(listener);
                }
            }
        });
    }

    @Override
    public void write(List<ChannelRecord> records) throws KuraException {
        call(() -> {
            for (ChannelRecord record : records) {
                record.setChannelConfig(getAssetConfiguration()
                        .getAssetChannels()
                        .get(record.getChannelName())
                        .getConfiguration());
            }
            driver.write(records);
            return null;
        });
    }
}
