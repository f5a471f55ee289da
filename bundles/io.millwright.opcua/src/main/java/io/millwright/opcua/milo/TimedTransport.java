package io.millwright.opcua.milo;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.NotificationMessage;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.RepublishRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.RepublishResponse;
import org.eclipse.milo.opcua.stack.core.util.ExecutionQueue;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransport;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfig;

/**
 * Keeps publish responses in order, their values as they came ({@link ValueChanges}), and the publishTime of keep-alives (OPC UA
 * Part 4, 7.26), which Milo's listeners do not pass on: these are delivered later, one task each, in order, so their times wait in a
 * queue.
 */
public final class TimedTransport extends OpcTcpClientTransport {
    private static final int MAX_WAITING = 10_000;

    private final Carriers carriers = new Carriers();

    private final Map<UInteger, Queue<Long>> keepAlives = new ConcurrentHashMap<>();

    private final ExecutionQueue publishResponses;

    /** Makes a transport that is not connected. */
    public TimedTransport(OpcTcpClientTransportConfig config) {
        super(config);
        publishResponses = new ExecutionQueue(config.getExecutor());
    }

    @Override
    public CompletableFuture<UaResponseMessageType> sendRequestMessage(UaRequestMessageType request) {
        CompletableFuture<UaResponseMessageType> answer = super.sendRequestMessage(request);
        if (!(request instanceof PublishRequest)) {
            return request instanceof RepublishRequest republish
                    ? answer.thenApply(response -> republished(republish.getSubscriptionId(), response))
                    : answer;
        }
        OrderedFuture<UaResponseMessageType> ordered = new OrderedFuture<>(publishResponses::submit);
        answer.whenComplete((response, failure) -> {
            if (failure == null) {
                ordered.complete(published(response));
            } else {
                ordered.completeExceptionally(failure);
            }
        });
        return ordered;
    }

    /**
     * A subscription begins: its values come as they are, as the value of one of its items. Before it has items in the server.
     *
     * @return to be called when it has ended: its values and times are not asked for any more
     */
    public Runnable carry(UInteger subscriptionId, UInteger itemHandle) {
        keepAlives.remove(subscriptionId);
        return carriers.carry(subscriptionId, itemHandle, () -> keepAlives.remove(subscriptionId));
    }

    /** Returns the publishTime of the next keep-alive to deliver; the wall clock if there is none. */
    public long keepAliveMicros(UInteger subscriptionId) {
        Queue<Long> times = keepAlives.get(subscriptionId);
        Long time = times == null ? null : times.poll();
        return time == null ? SampleTimes.now() : time;
    }

    private UaResponseMessageType published(UaResponseMessageType response) {
        if (response instanceof PublishResponse publish) {
            UInteger subscriptionId = publish.getSubscriptionId();
            NotificationMessage message = publish.getNotificationMessage();
            if (isKeepAlive(message)) {
                Queue<Long> times = keepAlives.computeIfAbsent(subscriptionId, id -> new ConcurrentLinkedQueue<>());
                if (times.size() < MAX_WAITING) {
                    times.add(micros(message));
                }
            } else {
                keep(subscriptionId, message, Boolean.TRUE.equals(publish.getMoreNotifications()));
            }
        }
        return response;
    }

    private UaResponseMessageType republished(UInteger subscriptionId, UaResponseMessageType response) {
        if (response instanceof RepublishResponse republish && !isKeepAlive(republish.getNotificationMessage())) {
            keep(subscriptionId, republish.getNotificationMessage(), true);
        }
        return response;
    }

    private void keep(UInteger subscriptionId, NotificationMessage message, boolean more) {
        UInteger carrier = carriers.handle(subscriptionId);
        if (carrier != null) {
            ValueChanges.keep(message.getNotificationData(), carrier, micros(message), more);
        }
    }

    private static boolean isKeepAlive(NotificationMessage message) {
        ExtensionObject[] data = message.getNotificationData();
        return data == null || data.length == 0;
    }

    private static long micros(NotificationMessage message) {
        long micros = SampleTimes.micros(message.getPublishTime());
        return micros == Long.MIN_VALUE ? SampleTimes.now() : micros;
    }
}
