package io.millwright.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.servicesets.AbstractServiceSet;
import org.eclipse.milo.opcua.sdk.server.servicesets.impl.DefaultMonitoredItemServiceSet;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateMonitoredItemsRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateMonitoredItemsResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateResult;
import org.eclipse.milo.opcua.stack.transport.server.OpcServerTransportFactory;
import org.eclipse.milo.opcua.stack.transport.server.ServiceRequestContext;

/** A server that refuses every item with a filter, as small ones do (S7-1200). */
final class PlcWithoutFilters extends OpcUaServer {
    PlcWithoutFilters(OpcUaServerConfig config, OpcServerTransportFactory transports) {
        super(config, transports);
        addServiceSet("/", new Items(this));
    }

    private static final class Items extends DefaultMonitoredItemServiceSet {
        private Items(OpcUaServer server) {
            super(server);
        }

        @Override
        public CreateMonitoredItemsResponse onCreateMonitoredItems(
                ServiceRequestContext context, CreateMonitoredItemsRequest request) throws UaException {
            List<MonitoredItemCreateRequest> all = List.of(request.getItemsToCreate());
            MonitoredItemCreateRequest[] plain =
                    all.stream().filter(Items::plain).toArray(MonitoredItemCreateRequest[]::new);
            Deque<MonitoredItemCreateResult> created = new ArrayDeque<>();
            if (plain.length > 0) {
                created.addAll(Arrays.asList(super.onCreateMonitoredItems(
                                context,
                                new CreateMonitoredItemsRequest(
                                        request.getRequestHeader(),
                                        request.getSubscriptionId(),
                                        request.getTimestampsToReturn(),
                                        plain))
                        .getResults()));
            }
            return new CreateMonitoredItemsResponse(
                    AbstractServiceSet.createResponseHeader(request),
                    all.stream()
                            .map(item -> plain(item) ? created.remove() : refused())
                            .toArray(MonitoredItemCreateResult[]::new),
                    null);
        }

        private static boolean plain(MonitoredItemCreateRequest item) {
            return item.getRequestedParameters().getFilter() == null
                    || item.getRequestedParameters().getFilter().isNull();
        }

        private static MonitoredItemCreateResult refused() {
            return new MonitoredItemCreateResult(
                    new StatusCode(StatusCodes.Bad_MonitoredItemFilterUnsupported), uint(0), 0.0, uint(0), null);
        }
    }
}
