package io.millwright.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.servicesets.AttributeServiceSet;
import org.eclipse.milo.opcua.sdk.server.servicesets.MonitoredItemServiceSet;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.eclipse.milo.opcua.sdk.server.servicesets.impl.DefaultAttributeServiceSet;
import org.eclipse.milo.opcua.sdk.server.servicesets.impl.DefaultMonitoredItemServiceSet;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateMonitoredItemsRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateMonitoredItemsResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateResult;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.ResponseHeader;
import org.eclipse.milo.opcua.stack.transport.server.OpcServerTransportFactory;
import org.eclipse.milo.opcua.stack.transport.server.ServiceRequestContext;

/** A server that enforces limits which it does not announce: operations per call, items per subscription. */
final class PlcWithHiddenLimits extends OpcUaServer {
    private final int perCall;
    private final int perSubscription;

    /** Calls that were refused because they were too large. */
    private final AtomicInteger refused;

    private final MonitoredItemServiceSet items;
    private final AttributeServiceSet attributes;

    PlcWithHiddenLimits(
            OpcUaServerConfig config,
            OpcServerTransportFactory transports,
            int perCall,
            int perSubscription,
            AtomicInteger refused) {
        super(config, transports);
        this.perCall = perCall;
        this.perSubscription = perSubscription;
        this.refused = refused;
        items = new DefaultMonitoredItemServiceSet(this);
        attributes = new DefaultAttributeServiceSet(this);
        addServiceHandler(
                "/",
                Service.MONITORED_ITEM_CREATE_MONITORED_ITEMS,
                (context, request) -> create(context, (CreateMonitoredItemsRequest) request));
        addServiceHandler("/", Service.ATTRIBUTE_READ, (context, request) -> {
            ReadRequest read = (ReadRequest) request;
            check(read.getNodesToRead().length);
            return attributes.onRead(context, read);
        });
    }

    private void check(int operations) throws UaException {
        if (operations > perCall) {
            refused.incrementAndGet();
            throw new UaException(StatusCodes.Bad_TooManyOperations);
        }
    }

    private CreateMonitoredItemsResponse create(ServiceRequestContext context, CreateMonitoredItemsRequest request)
            throws UaException {
        MonitoredItemCreateRequest[] wanted = request.getItemsToCreate();
        check(wanted.length);
        int held = getSubscriptions()
                .get(request.getSubscriptionId())
                .getMonitoredItems()
                .size();
        int taken = Math.max(0, Math.min(wanted.length, perSubscription - held));
        MonitoredItemCreateResult[] results = new MonitoredItemCreateResult[wanted.length];
        Arrays.fill(
                results,
                new MonitoredItemCreateResult(
                        new StatusCode(StatusCodes.Bad_TooManyMonitoredItems), uint(0), 0.0, uint(0), null));
        if (taken > 0) {
            CreateMonitoredItemsResponse made = items.onCreateMonitoredItems(
                    context,
                    new CreateMonitoredItemsRequest(
                            request.getRequestHeader(),
                            request.getSubscriptionId(),
                            request.getTimestampsToReturn(),
                            Arrays.copyOf(wanted, taken)));
            System.arraycopy(made.getResults(), 0, results, 0, taken);
            return new CreateMonitoredItemsResponse(made.getResponseHeader(), results, null);
        }
        UInteger handle = request.getRequestHeader().getRequestHandle();
        return new CreateMonitoredItemsResponse(
                new ResponseHeader(DateTime.now(), handle, StatusCode.GOOD, null, null, null), results, null);
    }
}
