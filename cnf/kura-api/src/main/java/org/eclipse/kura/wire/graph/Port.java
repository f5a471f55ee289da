package org.eclipse.kura.wire.graph;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.service.wireadmin.Wire;

/** Where wires begin or end. */
@ProviderType
public interface Port {
    List<Wire> listConnectedWires();
}
