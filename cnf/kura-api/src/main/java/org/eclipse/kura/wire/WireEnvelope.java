package org.eclipse.kura.wire;

import java.util.Collections;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.service.wireadmin.BasicEnvelope;

/** What goes over a wire at once: records of one emitter. */
@ProviderType
public class WireEnvelope extends BasicEnvelope {
    /** Creates an envelope; the emitter's pid is its {@code service.pid}. */
    public WireEnvelope(String emitterPid, List<WireRecord> wireRecords) {
        super(Collections.unmodifiableList(wireRecords), emitterPid, "WIRES");
    }

    public String getEmitterPid() {
        return (String) getIdentification();
    }

    @SuppressWarnings("unchecked")
    public List<WireRecord> getRecords() {
        return (List<WireRecord>) getValue();
    }
}
