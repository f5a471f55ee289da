package io.millwright.simulator;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.util.Arrays;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.servicesets.AttributeServiceSet;
import org.eclipse.milo.opcua.sdk.server.servicesets.MonitoredItemServiceSet;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.eclipse.milo.opcua.sdk.server.servicesets.ViewServiceSet;
import org.eclipse.milo.opcua.sdk.server.servicesets.impl.DefaultAttributeServiceSet;
import org.eclipse.milo.opcua.sdk.server.servicesets.impl.DefaultMonitoredItemServiceSet;
import org.eclipse.milo.opcua.sdk.server.servicesets.impl.DefaultViewServiceSet;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateMonitoredItemsRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateMonitoredItemsResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateResult;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.ResponseHeader;
import org.eclipse.milo.opcua.stack.core.types.structured.TranslateBrowsePathsToNodeIdsRequest;
import org.eclipse.milo.opcua.stack.transport.server.ServiceRequestContext;

/**
 * Limits that a server enforces and does not announce.
 *
 * @param perCall operations of one call of Read, CreateMonitoredItems or TranslateBrowsePathsToNodeIds
 * @param perSubscription items of one subscription
 */
record HiddenLimits(int perCall, int perSubscription) {

    /** Has a server enforce them. */
    void enforce(OpcUaServer server) {
        AttributeServiceSet attributes = new DefaultAttributeServiceSet(server);
        MonitoredItemServiceSet items = new DefaultMonitoredItemServiceSet(server);
        ViewServiceSet views = new DefaultViewServiceSet(server);
        server.addServiceHandler(Simulator.PATH, Service.ATTRIBUTE_READ, (context, request) -> {
            ReadRequest read = (ReadRequest) request;
            check(read.getNodesToRead());
            return attributes.onRead(context, read);
        });
        server.addServiceHandler(Simulator.PATH, Service.VIEW_TRANSLATE_BROWSE_PATHS, (context, request) -> {
            TranslateBrowsePathsToNodeIdsRequest translate = (TranslateBrowsePathsToNodeIdsRequest) request;
            check(translate.getBrowsePaths());
            return views.onTranslateBrowsePaths(context, translate);
        });
        server.addServiceHandler(
                Simulator.PATH,
                Service.MONITORED_ITEM_CREATE_MONITORED_ITEMS,
                (context, request) -> create(server, items, context, (CreateMonitoredItemsRequest) request));
    }

    private void check(Object[] operations) throws UaException {
        if (operations != null && operations.length > perCall) {
            throw new UaException(StatusCodes.Bad_TooManyOperations);
        }
    }

    private CreateMonitoredItemsResponse create(
            OpcUaServer server,
            MonitoredItemServiceSet items,
            ServiceRequestContext context,
            CreateMonitoredItemsRequest request)
            throws UaException {
        MonitoredItemCreateRequest[] wanted = request.getItemsToCreate();
        check(wanted);
        int held = server.getSubscriptions()
                .get(request.getSubscriptionId())
                .getMonitoredItems()
                .size();
        int taken = Math.max(0, Math.min(wanted.length, perSubscription - held));
        MonitoredItemCreateResult[] results = new MonitoredItemCreateResult[wanted.length];
        Arrays.fill(
                results,
                new MonitoredItemCreateResult(
                        new StatusCode(StatusCodes.Bad_TooManyMonitoredItems), uint(0), 0.0, uint(0), null));
        ResponseHeader header = new ResponseHeader(
                DateTime.now(), request.getRequestHeader().getRequestHandle(), StatusCode.GOOD, null, null, null);
        if (taken > 0) {
            CreateMonitoredItemsResponse made = items.onCreateMonitoredItems(
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
