package io.millwright.opcua.milo;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.ActivateSessionRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CloseSessionRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateSessionRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateSessionResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateSubscriptionRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateSubscriptionResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.NotificationMessage;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.RepublishRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.RepublishResponse;
import org.eclipse.milo.opcua.stack.core.util.ExecutionQueue;
import org.eclipse.milo.opcua.stack.core.util.Unit;
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
    private final PublishOrder order;
    private final LoadBudget.Line budget;
    private volatile SessionCheck sessionCheck = response -> {};

    /** Looks at a session that a server has created, before anybody logs in to it. */
    @FunctionalInterface
    public interface SessionCheck {
        /** Returns, or fails with what the opening of the session is to fail with. */
        void check(CreateSessionResponse response) throws UaException;
    }

    /**
     * Makes a transport that is not connected.
     *
     * @param budget what it may send, shared by all transports of a connection
     */
    public TimedTransport(OpcTcpClientTransportConfig config, LoadBudget budget) {
        super(config);
        publishResponses = new ExecutionQueue(config.getExecutor());
        this.order = new PublishOrder(config.getScheduledExecutor());
        this.budget = budget.new Line(config.getScheduledExecutor());
    }

    @Override
    public CompletableFuture<Unit> disconnect() {
        budget.close();
        return super.disconnect();
    }

    /** Any thread; returns whether no request waits for its turn. */
    public boolean idle() {
        return budget.idle();
    }

    private CompletableFuture<UaResponseMessageType> sendInTurn(UaRequestMessageType request) {
        boolean first = request instanceof CloseSessionRequest || request instanceof ActivateSessionRequest;
        return budget.send(first, () -> super.sendRequestMessage(request));
    }

    /** Looks at each session from now on; called on the library's threads. */
    public void sessionCheck(SessionCheck check) {
        sessionCheck = check;
    }

    private CompletableFuture<UaResponseMessageType> checked(CompletableFuture<UaResponseMessageType> answer) {
        return answer.thenCompose(response -> {
            try {
                sessionCheck.check((CreateSessionResponse) response);
                return CompletableFuture.completedFuture(response);
            } catch (UaException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    @Override
    public CompletableFuture<UaResponseMessageType> sendRequestMessage(UaRequestMessageType request) {
        if (request instanceof CreateSessionRequest) {
            return checked(sendInTurn(request));
        }
        if (!(request instanceof PublishRequest)) {
            CompletableFuture<UaResponseMessageType> answer = sendInTurn(request);
            if (request instanceof RepublishRequest republish) {
                return answer.thenApply(response -> republished(republish.getSubscriptionId(), response));
            }
            return request instanceof CreateSubscriptionRequest ? answer.thenApply(this::created) : answer;
        }
        CompletableFuture<UaResponseMessageType> answer = super.sendRequestMessage(request);
        OrderedFuture<UaResponseMessageType> ordered = new OrderedFuture<>(publishResponses::submit);
        answer.whenComplete((response, failure) -> {
            if (response instanceof PublishResponse publish) {
                NotificationMessage message = publish.getNotificationMessage();
                ordered.whenObserved(() -> order.came(
                        publish.getSubscriptionId(),
                        message.getSequenceNumber().longValue(),
                        !isKeepAlive(message),
                        new Response(publish, ordered)));
            } else if (failure == null) {
                ordered.complete(response);
            } else {
                ordered.completeExceptionally(failure);
            }
        });
        return ordered;
    }

    /** A publish response on its way to Milo. */
    private final class Response implements PublishOrder.Message {
        private final PublishResponse response;
        private final CompletableFuture<UaResponseMessageType> milo;

        Response(PublishResponse response, CompletableFuture<UaResponseMessageType> milo) {
            this.response = response;
            this.milo = milo;
        }

        @Override
        public void handOver() {
            milo.complete(published(response));
        }

        /** Its data came by Republish meanwhile, or is known to be lost: left is a sign of life. */
        @Override
        public void handOverLate(long nextNumber) {
            NotificationMessage message = response.getNotificationMessage();
            milo.complete(published(new PublishResponse(
                    response.getResponseHeader(),
                    response.getSubscriptionId(),
                    response.getAvailableSequenceNumbers(),
                    response.getMoreNotifications(),
                    new NotificationMessage(uint(nextNumber), message.getPublishTime(), new ExtensionObject[0]),
                    response.getResults(),
                    response.getDiagnosticInfos())));
        }
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

    private PublishResponse published(PublishResponse response) {
        UInteger subscriptionId = response.getSubscriptionId();
        NotificationMessage message = response.getNotificationMessage();
        if (isKeepAlive(message)) {
            Queue<Long> times = keepAlives.computeIfAbsent(subscriptionId, id -> new ConcurrentLinkedQueue<>());
            if (times.size() < MAX_WAITING) {
                times.add(micros(message));
            }
        } else {
            keep(subscriptionId, message, Boolean.TRUE.equals(response.getMoreNotifications()));
        }
        return response;
    }

    private UaResponseMessageType created(UaResponseMessageType response) {
        if (response instanceof CreateSubscriptionResponse created) {
            order.begins(created.getSubscriptionId());
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
