package io.millwright.opcua;

import java.util.concurrent.CompletableFuture;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishResponse;
import org.eclipse.milo.opcua.stack.transport.server.OpcServerTransportFactory;
import org.eclipse.milo.opcua.stack.transport.server.ServiceRequestContext;

/** A server with {@link PlcFaults}: every service but discovery goes by them. */
final class PlcWithFaults extends OpcUaServer {
    private static final String PATH = "/";

    private final PlcFaults faults;

    PlcWithFaults(OpcUaServerConfig config, OpcServerTransportFactory transports, PlcFaults faults) {
        super(config, transports);
        this.faults = faults;
        faults.forgetPublishRequests();
        for (Service service : Service.values()) {
            ServiceHandler standard = getServiceHandler(PATH, service);
            if (standard instanceof AsyncServiceHandler publish) {
                addServiceHandler(
                        PATH, service, (AsyncServiceHandler) (context, request) -> publish(publish, context, request));
            } else if (standard != null) {
                addServiceHandler(PATH, service, (context, request) -> {
                    faults.begins(service);
                    try {
                        UaRequestMessageType taken = faults.taken(request);
                        faults.delay(taken);
                        return faults.given(taken, standard.handle(context, taken));
                    } finally {
                        faults.ends(service);
                        faults.requests.take(request);
                    }
                });
            }
        }
    }

    private CompletableFuture<UaResponseMessageType> publish(
            AsyncServiceHandler standard, ServiceRequestContext context, UaRequestMessageType request) {
        faults.requests.take(request);
        if (faults.subscriptionSilent()) {
            return new CompletableFuture<>();
        }
        if (!faults.publishBegins()) {
            return CompletableFuture.failedFuture(new UaException(StatusCodes.Bad_TooManyPublishRequests));
        }
        return standard.handleAsync(context, request)
                .whenComplete((response, failure) -> faults.publishEnds())
                .thenCompose(response -> faults.loses((PublishResponse) response, getStaticEncodingContext())
                        ? new CompletableFuture<>()
                        : CompletableFuture.completedFuture(response));
    }
}
