package io.millwright.pipeline;

import io.millwright.pipeline.wire.Envelopes;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.kura.type.TypedValue;
import org.eclipse.kura.wire.WireEnvelope;
import org.eclipse.kura.wire.WireRecord;
import org.eclipse.kura.wire.graph.EmitterPort;
import org.eclipse.kura.wire.graph.MultiportWireSupport;
import org.eclipse.kura.wire.graph.ReceiverPort;
import org.osgi.service.wireadmin.Wire;

/** What Kura makes for a component with three output ports, a wire at each; delivers on the thread that emits, as Kura does. */
final class FakeWires implements MultiportWireSupport {
    /** What lies behind all ports; before a record is noted. */
    volatile Runnable behind = () -> {};

    final List<BlockingQueue<WireRecord>> emitted = new ArrayList<>();
    private final List<EmitterPort> ports = new ArrayList<>();

    FakeWires() {
        for (int i = 0; i < 3; i++) {
            BlockingQueue<WireRecord> queue = new LinkedBlockingQueue<>();
            emitted.add(queue);
            ports.add(new EmitterPort() {
                @Override
                public void emit(WireEnvelope wireEnvelope) {
                    behind.run();
                    queue.addAll(wireEnvelope.getRecords());
                }

                @Override
                public List<Wire> listConnectedWires() {
                    return List.of(wire());
                }
            });
        }
    }

    static Wire wire() {
        return (Wire)
                Proxy.newProxyInstance(Wire.class.getClassLoader(), new Class<?>[] {Wire.class}, (p, m, a) -> null);
    }

    /** Returns the next record of a port, properties by name. */
    Map<String, TypedValue<?>> next(int port) throws InterruptedException {
        WireRecord next = emitted.get(port).poll(Bound.SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came from port " + port);
        }
        return next.getProperties();
    }

    /** Returns an asset's envelope: values at one time. */
    static WireEnvelope asset(String asset, long millis, String values) {
        return Envelopes.from("factory-of-" + asset, asset, values + " assetTimestamp=" + millis + "L");
    }

    @Override
    public WireEnvelope createWireEnvelope(List<WireRecord> records) {
        return new WireEnvelope("inference-1", records);
    }

    @Override
    public List<EmitterPort> getEmitterPorts() {
        return ports;
    }

    @Override
    public List<ReceiverPort> getReceiverPorts() {
        return List.of(new ReceiverPort() {
            @Override
            public void onWireReceive(Consumer<WireEnvelope> consumer) {}

            @Override
            public List<Wire> listConnectedWires() {
                return List.of();
            }
        });
    }

    @Override
    public void emit(List<WireRecord> wireRecords) {
        ports.forEach(port -> port.emit(createWireEnvelope(wireRecords)));
    }

    @Override
    public void consumersConnected(Wire[] wires) {}

    @Override
    public void producersConnected(Wire[] wires) {}

    @Override
    public Object polled(Wire wire) {
        return null;
    }

    @Override
    public void updated(Wire wire, Object value) {}
}
