package io.millwright.simulator;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.util.Arrays;
import java.util.function.Function;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.eclipse.milo.opcua.sdk.server.subscriptions.Subscription;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateMonitoredItemsRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateMonitoredItemsResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateSubscriptionRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateResult;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.ResponseHeader;
import org.eclipse.milo.opcua.stack.core.types.structured.TranslateBrowsePathsToNodeIdsRequest;
import org.eclipse.milo.opcua.stack.transport.server.OpcServerTransportFactory;
import org.eclipse.milo.opcua.stack.transport.server.ServiceRequestContext;

/** A server that enforces {@link HiddenLimits}. */
final class LimitedServer extends OpcUaServer {
    private final HiddenLimits limits;

    LimitedServer(OpcUaServerConfig config, OpcServerTransportFactory transports, HiddenLimits limits) {
        super(config, transports);
        this.limits = limits;
        limit(Service.ATTRIBUTE_READ, request -> ((ReadRequest) request).getNodesToRead());
        limit(Service.VIEW_TRANSLATE_BROWSE_PATHS, request -> ((TranslateBrowsePathsToNodeIdsRequest) request)
                .getBrowsePaths());
        ServiceHandler create = getServiceHandler(Simulator.PATH, Service.MONITORED_ITEM_CREATE_MONITORED_ITEMS);
        addServiceHandler(
                Simulator.PATH,
                Service.MONITORED_ITEM_CREATE_MONITORED_ITEMS,
                (context, request) -> create(create, context, (CreateMonitoredItemsRequest) request));
        ServiceHandler subscribe = getServiceHandler(Simulator.PATH, Service.SUBSCRIPTION_CREATE_SUBSCRIPTION);
        addServiceHandler(
                Simulator.PATH,
                Service.SUBSCRIPTION_CREATE_SUBSCRIPTION,
                (context, request) -> subscribe.handle(context, limited((CreateSubscriptionRequest) request)));
    }

    /** The standard server keeps to what a client asks for, 0 for as many as it likes. */
    private CreateSubscriptionRequest limited(CreateSubscriptionRequest wanted) {
        long most = wanted.getMaxNotificationsPerPublish().longValue();
        return new CreateSubscriptionRequest(
                wanted.getRequestHeader(),
                wanted.getRequestedPublishingInterval(),
                wanted.getRequestedLifetimeCount(),
                wanted.getRequestedMaxKeepAliveCount(),
                uint(most == 0 ? limits.perResponse() : Math.min(most, limits.perResponse())),
                wanted.getPublishingEnabled(),
                wanted.getPriority());
    }

    private void limit(Service service, Function<UaRequestMessageType, Object[]> operations) {
        ServiceHandler standard = getServiceHandler(Simulator.PATH, service);
        addServiceHandler(Simulator.PATH, service, (context, request) -> {
            check(operations.apply(request));
            return standard.handle(context, request);
        });
    }

    private void check(Object[] operations) throws UaException {
        if (operations != null && operations.length > limits.perCall()) {
            throw new UaException(StatusCodes.Bad_TooManyOperations);
        }
    }

    private CreateMonitoredItemsResponse create(
            ServiceHandler standard, ServiceRequestContext context, CreateMonitoredItemsRequest request)
            throws UaException {
        MonitoredItemCreateRequest[] wanted = request.getItemsToCreate();
        Subscription subscription = getSubscriptions().get(request.getSubscriptionId());
        if (wanted == null || subscription == null) {
            return (CreateMonitoredItemsResponse) standard.handle(context, request);
        }
        check(wanted);
        int held = subscription.getMonitoredItems().size();
        int taken = Math.max(0, Math.min(wanted.length, limits.perSubscription() - held));
        MonitoredItemCreateResult[] results = new MonitoredItemCreateResult[wanted.length];
        Arrays.fill(
                results,
                new MonitoredItemCreateResult(
                        new StatusCode(StatusCodes.Bad_TooManyMonitoredItems), uint(0), 0.0, uint(0), null));
        ResponseHeader header = new ResponseHeader(
                DateTime.now(), request.getRequestHeader().getRequestHandle(), StatusCode.GOOD, null, null, null);
        if (taken > 0) {
            CreateMonitoredItemsResponse made = (CreateMonitoredItemsResponse) standard.handle(
                    context,
                    new CreateMonitoredItemsRequest(
                            request.getRequestHeader(),
                            request.getSubscriptionId(),
                            request.getTimestampsToReturn(),
                            Arrays.copyOf(wanted, taken)));
            System.arraycopy(made.getResults(), 0, results, 0, taken);
            header = made.getResponseHeader();
        }
        return new CreateMonitoredItemsResponse(header, results, null);
    }
}
