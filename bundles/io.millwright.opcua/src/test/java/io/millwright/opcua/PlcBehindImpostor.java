package io.millwright.opcua;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.servicesets.DiscoveryServiceSet;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.eclipse.milo.opcua.sdk.server.servicesets.impl.DefaultDiscoveryServiceSet;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.GetEndpointsRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.GetEndpointsResponse;
import org.eclipse.milo.opcua.stack.transport.server.OpcServerTransportFactory;

/** A server whose announcement, which nothing protects, is changed on its way. */
final class PlcBehindImpostor extends OpcUaServer {
    PlcBehindImpostor(
            OpcUaServerConfig config,
            OpcServerTransportFactory transports,
            UnaryOperator<EndpointDescription> announced) {
        super(config, transports);
        DiscoveryServiceSet discovery = new DefaultDiscoveryServiceSet(this);
        addServiceHandler("/", Service.DISCOVERY_GET_ENDPOINTS, (context, request) -> {
            GetEndpointsResponse response = discovery.onGetEndpoints(context, (GetEndpointsRequest) request);
            EndpointDescription[] endpoints = Arrays.stream(response.getEndpoints())
                    .map(announced)
                    .filter(endpoint -> endpoint != null)
                    .toArray(EndpointDescription[]::new);
            return new GetEndpointsResponse(response.getResponseHeader(), endpoints);
        });
    }
}
