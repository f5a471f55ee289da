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
 * Keeps publish responses in order, and keeps the publishTime of notification messages (OPC UA Part 4, 7.26), which Milo's listeners do not pass on.
 *
 * <p>Milo asks a message for its data on the thread that delivers it, right before it calls the listener. So a message that
 * notes its time for the asking thread tells the listener which message it is in. Keep-alives are delivered later, one task
 * each, in order: their times wait in a queue.
 */
public final class TimedTransport extends OpcTcpClientTransport {
    private static final int MAX_WAITING = 10_000;

    /** Of the message that a thread delivers: its time, and 1 where another message follows at once. */
    private final ThreadLocal<long[]> current = ThreadLocal.withInitial(() -> new long[2]);

    private final Map<UInteger, Queue<Long>> keepAlives = new ConcurrentHashMap<>();

    private final ExecutionQueue publishResponses;
    private volatile SessionCheck sessionCheck = response -> {};

    /** Looks at a session that a server has created, before anybody logs in to it. */
    @FunctionalInterface
    public interface SessionCheck {
        /** Returns, or fails with what the opening of the session is to fail with. */
        void check(CreateSessionResponse response) throws UaException;
    }

    private final PublishOrder order;
    private final LoadBudget.Line budget;

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
            return request instanceof RepublishRequest || request instanceof CreateSubscriptionRequest
                    ? answer.thenApply(this::timed)
                    : answer;
        }
        CompletableFuture<UaResponseMessageType> answer = super.sendRequestMessage(request);
        OrderedFuture<UaResponseMessageType> ordered = new OrderedFuture<>(publishResponses::submit);
        answer.whenComplete((response, failure) -> {
            if (response instanceof PublishResponse publish) {
                NotificationMessage message = publish.getNotificationMessage();
                order.came(
                        publish.getSubscriptionId(),
                        message.getSequenceNumber().longValue(),
                        !isKeepAlive(message),
                        new Response(publish, ordered));
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
            milo.complete(timed(response));
        }

        /** Its data came by Republish meanwhile, or is known to be lost: left is a sign of life. */
        @Override
        public void handOverLate(long nextNumber) {
            NotificationMessage message = response.getNotificationMessage();
            milo.complete(timed(new PublishResponse(
                    response.getResponseHeader(),
                    response.getSubscriptionId(),
                    response.getAvailableSequenceNumbers(),
                    response.getMoreNotifications(),
                    new NotificationMessage(uint(nextNumber), message.getPublishTime(), new ExtensionObject[0]),
                    response.getResults(),
                    response.getDiagnosticInfos())));
        }
    }

    /** Returns the publishTime of the notification that this thread delivers, in microseconds since 1970 UTC. */
    public long publishMicros() {
        return current.get()[0];
    }

    /** Returns whether the server had more to send when it sent the notification that this thread delivers. */
    public boolean moreFollows() {
        return current.get()[1] != 0;
    }

    /** Returns the publishTime of the next keep-alive to deliver; the wall clock if there is none. */
    public long keepAliveMicros(UInteger subscriptionId) {
        Queue<Long> times = keepAlives.get(subscriptionId);
        Long time = times == null ? null : times.poll();
        return time == null ? SampleTimes.now() : time;
    }

    /** The subscription has ended: its times are not asked for any more. */
    public void forget(UInteger subscriptionId) {
        keepAlives.remove(subscriptionId);
    }

    private UaResponseMessageType timed(UaResponseMessageType response) {
        if (response instanceof PublishResponse publish) {
            NotificationMessage message = publish.getNotificationMessage();
            if (isKeepAlive(message)) {
                Queue<Long> times =
                        keepAlives.computeIfAbsent(publish.getSubscriptionId(), id -> new ConcurrentLinkedQueue<>());
                if (times.size() < MAX_WAITING) {
                    times.add(micros(message));
                }
                return publish;
            }
            return new PublishResponse(
                    publish.getResponseHeader(),
                    publish.getSubscriptionId(),
                    publish.getAvailableSequenceNumbers(),
                    publish.getMoreNotifications(),
                    new TimedMessage(message, Boolean.TRUE.equals(publish.getMoreNotifications())),
                    publish.getResults(),
                    publish.getDiagnosticInfos());
        }
        if (response instanceof CreateSubscriptionResponse created) {
            order.begins(created.getSubscriptionId());
        }
        return response instanceof RepublishResponse republish
                ? new RepublishResponse(
                        republish.getResponseHeader(), new TimedMessage(republish.getNotificationMessage(), true))
                : response;
    }

    private static boolean isKeepAlive(NotificationMessage message) {
        ExtensionObject[] data = message.getNotificationData();
        return data == null || data.length == 0;
    }

    private static long micros(NotificationMessage message) {
        long micros = SampleTimes.micros(message.getPublishTime());
        return micros == Long.MIN_VALUE ? SampleTimes.now() : micros;
    }

    private final class TimedMessage extends NotificationMessage {
        private final long micros;
        private final boolean more;

        TimedMessage(NotificationMessage message, boolean more) {
            super(message.getSequenceNumber(), message.getPublishTime(), message.getNotificationData());
            this.micros = TimedTransport.micros(message);
            this.more = more;
        }

        @Override
        public ExtensionObject[] getNotificationData() {
            long[] now = current.get();
            now[0] = micros;
            now[1] = more ? 1 : 0;
            return super.getNotificationData();
        }
    }
}
