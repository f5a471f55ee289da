package io.millwright.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.junit.jupiter.api.Test;

/** Limits that are enforced and not announced: at the limit all goes, one beyond it does not. */
class HiddenLimitsTest {
    private static SimulatorOptions options() {
        return new SimulatorOptions().bulk(1, 10, 1_000).hiddenLimits(3, 4);
    }

    private static List<NodeId> nodes(Simulator simulator, int count) {
        return simulator.tags().stream()
                .limit(count)
                .map(tag -> PlcClient.node(simulator, tag))
                .toList();
    }

    @Test
    void aReadOfMoreNodesIsRefusedAsAWhole() throws Exception {
        try (Simulator simulator = Simulator.start(options());
                PlcClient client = PlcClient.connect(simulator)) {
            assertEquals(
                    3,
                    client.client
                            .readValues(0, TimestampsToReturn.Both, nodes(simulator, 3))
                            .size());
            UaException refused = assertThrows(
                    UaException.class, () -> client.client.readValues(0, TimestampsToReturn.Both, nodes(simulator, 4)));
            assertEquals(
                    StatusCodes.Bad_TooManyOperations, refused.getStatusCode().value());
            assertTrue(client.client
                    .getOperationLimits()
                    .maxNodesPerRead()
                    .map(announced -> announced.longValue() > 3)
                    .orElse(true));
        }
    }

    @Test
    void aSubscriptionTakesSoManyItemsAndRefusesTheOthersOneByOne() throws Exception {
        try (Simulator simulator = Simulator.start(options());
                PlcClient client = PlcClient.connect(simulator)) {
            OpcUaSubscription subscription = new OpcUaSubscription(client.client, 100);
            subscription.create();
            subscription.setMaxMonitoredItemsPerCall(Unsigned.uint(3));
            List<OpcUaMonitoredItem> items = nodes(simulator, 6).stream()
                    .map(OpcUaMonitoredItem::newDataItem)
                    .toList();
            items.forEach(subscription::addMonitoredItem);
            subscription.createMonitoredItems();
            List<Long> codes = items.stream()
                    .map(item -> item.getCreateResult().orElseThrow().value())
                    .toList();
            assertEquals(
                    4, codes.stream().filter(code -> code == StatusCodes.Good).count());
            assertEquals(
                    2,
                    codes.stream()
                            .filter(code -> code == StatusCodes.Bad_TooManyMonitoredItems)
                            .count());
        }
    }

    @Test
    void aPublishResponseHasSoManyValuesAndTheOthersFollow() throws Exception {
        try (Simulator simulator =
                        Simulator.start(new SimulatorOptions().bulk(1, 4, 1_000).valuesPerResponse(3));
                PlcClient client = PlcClient.connect(simulator)) {
            OpcUaSubscription subscription = new OpcUaSubscription(client.client, 100);
            BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
            subscription.setSubscriptionListener(new OpcUaSubscription.SubscriptionListener() {
                @Override
                public void onDataReceived(
                        OpcUaSubscription from, List<OpcUaMonitoredItem> items, List<DataValue> values) {
                    sizes.add(values.size());
                }
            });
            subscription.create();
            nodes(simulator, 4).stream().map(OpcUaMonitoredItem::newDataItem).forEach(subscription::addMonitoredItem);
            subscription.createMonitoredItems(item -> true);
            for (int left = 4; left > 0; ) {
                Integer size = sizes.poll(PlcClient.WAIT_SECONDS, TimeUnit.SECONDS);
                assertTrue(size != null && size <= 3, () -> size + " values in one response");
                left -= size;
            }
        }
    }
}
