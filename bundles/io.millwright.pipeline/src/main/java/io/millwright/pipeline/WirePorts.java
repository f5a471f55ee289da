package io.millwright.pipeline;

import io.millwright.pipeline.wire.WireOutlet;
import java.util.List;
import org.eclipse.kura.wire.WireRecord;
import org.eclipse.kura.wire.WireSupport;
import org.eclipse.kura.wire.graph.EmitterPort;
import org.eclipse.kura.wire.graph.MultiportWireSupport;
import org.osgi.service.wireadmin.Wire;

/**
 * The wires as Kura keeps them. An instance that no wire graph made may have fewer ports than the component; what would leave
 * through those finds none connected. Thread-safe.
 */
final class WirePorts implements WireOutlet.Ports {
    private volatile MultiportWireSupport support;

    /** Uses what Kura made for the component; before that nothing is connected. */
    void use(WireSupport made) {
        support = (MultiportWireSupport) made;
    }

    private EmitterPort port(int number) {
        MultiportWireSupport now = support;
        List<EmitterPort> ports = now == null ? List.of() : now.getEmitterPorts();
        return number < ports.size() ? ports.get(number) : null;
    }

    @Override
    public boolean connected(int number) {
        EmitterPort port = port(number);
        return port != null && !port.listConnectedWires().isEmpty();
    }

    @Override
    public void emit(int number, WireRecord wireRecord) {
        EmitterPort port = port(number);
        if (port != null) {
            port.emit(support.createWireEnvelope(List.of(wireRecord)));
        }
    }

    void producersConnected(Wire[] wires) {
        MultiportWireSupport now = support;
        if (now != null) {
            now.producersConnected(wires);
        }
    }

    void consumersConnected(Wire[] wires) {
        MultiportWireSupport now = support;
        if (now != null) {
            now.consumersConnected(wires);
        }
    }

    Object polled(Wire wire) {
        MultiportWireSupport now = support;
        return now == null ? null : now.polled(wire);
    }
}
