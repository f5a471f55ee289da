package org.eclipse.kura.wire;

import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.ServiceReference;

/** Serves the nodes of the wire graph. */
@ProviderType
public interface WireHelperService {
    String getPid(WireComponent wireComponent);

    String getServicePid(String wireComponentPid);

    String getServicePid(WireComponent wireComponent);

    boolean isEmitter(String wireComponentPid);

    boolean isReceiver(String wireComponentPid);

    WireSupport newWireSupport(WireComponent wireComponent, ServiceReference<WireComponent> wireComponentRef);
}
