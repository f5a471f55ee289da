package io.millwright.opcua;

import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.transport.server.OpcServerTransportFactory;

/** A server of the Nano profile: it offers reading only. */
final class PlcWithoutSubscriptions extends OpcUaServer {
    PlcWithoutSubscriptions(OpcUaServerConfig config, OpcServerTransportFactory transports) {
        super(config, transports);
        addServiceHandler("/", Service.SUBSCRIPTION_CREATE_SUBSCRIPTION, (context, request) -> {
            throw new UaException(StatusCodes.Bad_ServiceUnsupported);
        });
    }
}
