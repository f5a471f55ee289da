package io.millwright.gateway.kura.asset;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.eclipse.kura.channel.ChannelFlag;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.ChannelStatus;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.core.configuration.metatype.Tad;
import org.eclipse.kura.core.configuration.metatype.Tscalar;
import org.eclipse.kura.driver.ChannelDescriptor;
import org.eclipse.kura.driver.Driver;
import org.eclipse.kura.driver.PreparedRead;
import org.eclipse.kura.type.TypedValues;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;

/**
 * A driver that stands for any: a channel's value is the text of its key {@code stand.in.value}, its time that of the read. The
 * field {@code fault} makes it fail as drivers do: {@code REFUSE} throws, {@code HANG} does not come back before the fault ends.
 * It knows no listeners.
 */
@Component(
        name = StandInDriver.PID,
        service = {Driver.class, ConfigurableComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class StandInDriver implements Driver, ConfigurableComponent {
    static final String PID = "io.millwright.gateway.StandInDriver";

    private static final String VALUE = "stand.in.value";

    private String fault;
    private CountDownLatch hanging = new CountDownLatch(0);

    @Activate
    public StandInDriver(Map<String, Object> properties) {
        modified(properties);
    }

    @Modified
    synchronized void modified(Map<String, Object> properties) {
        hanging.countDown();
        fault = ChannelList.text(properties, "fault", "NONE");
        hanging = new CountDownLatch(fault.equals("HANG") ? 1 : 0);
    }

    @Override
    public void connect() {
        // Nothing to connect to.
    }

    @Override
    public void disconnect() {
        // Nothing to disconnect from.
    }

    @Override
    public ChannelDescriptor getChannelDescriptor() {
        Tad value = new Tad();
        value.setId(VALUE);
        value.setName("Value");
        value.setType(Tscalar.STRING);
        value.setDefault("0");
        return () -> List.of(value);
    }

    @Override
    public PreparedRead prepareRead(List<ChannelRecord> records) {
        return new PreparedRead() {
            @Override
            public List<ChannelRecord> execute() throws ConnectionException {
                read(records);
                return records;
            }

            @Override
            public List<ChannelRecord> getChannelRecords() {
                return records;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public void read(List<ChannelRecord> records) throws ConnectionException {
        CountDownLatch wait;
        String now;
        synchronized (this) {
            wait = hanging;
            now = fault;
        }
        try {
            wait.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionException(e);
        }
        if (now.equals("REFUSE")) {
            throw new ConnectionException("the device is away");
        }
        long time = System.currentTimeMillis();
        for (ChannelRecord record : records) {
            record.setValue(TypedValues.parseTypedValue(
                    record.getValueType(),
                    String.valueOf(record.getChannelConfig().get(VALUE))));
            record.setTimestamp(time);
            record.setChannelStatus(new ChannelStatus(ChannelFlag.SUCCESS));
        }
    }

    @Override
    public void registerChannelListener(Map<String, Object> channelConfig, ChannelListener listener) {
        throw new UnsupportedOperationException("this driver knows no listeners");
    }

    @Override
    public void unregisterChannelListener(ChannelListener listener) {
        // There is none.
    }

    @Override
    public void write(List<ChannelRecord> records) {
        throw new UnsupportedOperationException("this driver does not write");
    }
}
