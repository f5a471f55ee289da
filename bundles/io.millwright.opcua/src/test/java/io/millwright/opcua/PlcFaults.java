package io.millwright.opcua;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.milo.opcua.sdk.server.servicesets.Service;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.encoding.EncodingContext;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateMonitoredItemsRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CreateSubscriptionRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeNotification;
import org.eclipse.milo.opcua.stack.core.types.structured.PublishResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.RegisterNodesResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.UnregisterNodesRequest;

/** What a PLC does otherwise than others, and what it counts. May be changed while it runs; outlives its restarts. */
final class PlcFaults {
    /** What a refused request counts as. */
    static final String REFUSED = "Refused";

    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Beside the requests: the server answers these when it likes, or they open the channel. */
    private static final Set<Service> APART = Set.of(Service.SUBSCRIPTION_PUBLISH);

    /** What it was asked for, publish requests too. */
    final RequestCounts requests = new RequestCounts();

    /** Of nodes that are registered. */
    final PlcAliases aliases = new PlcAliases(requests);

    private final Map<Service, Long> refused = new ConcurrentHashMap<>();
    private final Map<NodeId, Object> answers = new ConcurrentHashMap<>();
    private volatile long millisPerItem;
    private volatile UInteger notificationsPerPublish;
    private final AtomicReference<Double> lost = new AtomicReference<>();
    private volatile boolean silentSubscription;
    private volatile int mostPublishRequests = Integer.MAX_VALUE;
    private int publishRequests;
    private int refusedPublishRequests;
    private final Deque<Long> lastSecond = new ArrayDeque<>();
    private int mostPerSecond;
    private int underWay;
    private int mostUnderWay;

    /** Refuses every call of a service with this code. */
    PlcFaults refuse(Service service, long code) {
        refused.put(service, code);
        return this;
    }

    PlcFaults accept(Service service) {
        refused.remove(service);
        return this;
    }

    /** Takes so long for each item that is created or read. */
    PlcFaults millisPerItem(long millis) {
        millisPerItem = millis;
        return this;
    }

    /** Puts no more values into one publish response. */
    PlcFaults notificationsPerPublish(UInteger most) {
        notificationsPerPublish = most;
        return this;
    }

    /** From now on no subscription says anything, until a new one is created; the session goes on. */
    void silenceSubscription() {
        silentSubscription = true;
    }

    boolean subscriptionSilent() {
        return silentSubscription;
    }

    /** The next publish response that holds this value does not arrive; it counts as a request called Lost. */
    void lose(double value) {
        lost.set(value);
    }

    /** Returns whether a publish response is the one that does not arrive. */
    boolean loses(PublishResponse response, EncodingContext context) {
        Double value = lost.get();
        ExtensionObject[] data = response.getNotificationMessage().getNotificationData();
        boolean lose = value != null
                && data != null
                && Arrays.stream(data)
                        .map(one -> one.decode(context))
                        .filter(DataChangeNotification.class::isInstance)
                        .flatMap(one -> Arrays.stream(((DataChangeNotification) one).getMonitoredItems()))
                        .anyMatch(item -> value.equals(item.getValue().value().value()));
        if (lose && lost.compareAndSet(value, null)) {
            requests.add("Lost", 1);
            return true;
        }
        return false;
    }

    /** Takes no more publish requests at a time. */
    PlcFaults mostPublishRequests(int most) {
        mostPublishRequests = most;
        return this;
    }

    /** Says this when a variable of its own is read. */
    PlcFaults answer(NodeId id, Object value) {
        answers.put(id, value);
        return this;
    }

    /** Returns how many requests came in that second in which most came, publish requests apart. */
    synchronized int mostPerSecond() {
        return mostPerSecond;
    }

    /** Returns how many requests were under way at a time, publish requests apart. */
    synchronized int mostUnderWay() {
        return mostUnderWay;
    }

    synchronized int refusedPublishRequests() {
        return refusedPublishRequests;
    }

    /** Returns whether it is taken. */
    synchronized boolean publishBegins() {
        if (publishRequests >= mostPublishRequests) {
            refusedPublishRequests++;
            return false;
        }
        publishRequests++;
        return true;
    }

    synchronized void publishEnds() {
        publishRequests--;
    }

    synchronized void forgetPublishRequests() {
        publishRequests = 0;
    }

    void begins(Service service) throws UaException {
        if (!APART.contains(service)) {
            count();
        }
        Long code = refused.get(service);
        if (code != null) {
            requests.add(REFUSED, 1);
            ends(service);
            throw new UaException(code);
        }
    }

    private synchronized void count() {
        long now = System.nanoTime();
        while (!lastSecond.isEmpty() && now - lastSecond.peek() >= SECOND_NANOS) {
            lastSecond.poll();
        }
        lastSecond.add(now);
        mostPerSecond = Math.max(mostPerSecond, lastSecond.size());
        underWay++;
        mostUnderWay = Math.max(mostUnderWay, underWay);
    }

    synchronized void ends(Service service) {
        if (!APART.contains(service)) {
            underWay--;
        }
    }

    /** Returns the request as this server takes it. */
    UaRequestMessageType taken(UaRequestMessageType request) {
        if (request instanceof CreateSubscriptionRequest create) {
            silentSubscription = false;
            return notificationsPerPublish == null
                    ? create
                    : new CreateSubscriptionRequest(
                            create.getRequestHeader(),
                            create.getRequestedPublishingInterval(),
                            create.getRequestedLifetimeCount(),
                            create.getRequestedMaxKeepAliveCount(),
                            notificationsPerPublish,
                            create.getPublishingEnabled(),
                            create.getPriority());
        }
        if (request instanceof UnregisterNodesRequest unregister) {
            aliases.unregistered(unregister);
        }
        return request instanceof ReadRequest read && aliases.size() > 0 ? aliases.read(read) : request;
    }

    void delay(UaRequestMessageType request) {
        long items = request instanceof CreateMonitoredItemsRequest create
                ? create.getItemsToCreate().length
                : request instanceof ReadRequest read ? read.getNodesToRead().length : 0;
        if (items * millisPerItem > 0) {
            try {
                Thread.sleep(items * millisPerItem);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns the response as this server gives it. */
    UaResponseMessageType given(UaRequestMessageType request, UaResponseMessageType response) {
        if (response instanceof RegisterNodesResponse registered) {
            return aliases.registered(registered);
        }
        if (answers.isEmpty() || !(request instanceof ReadRequest read) || !(response instanceof ReadResponse plain)) {
            return response;
        }
        DataValue[] results = plain.getResults().clone();
        for (int i = 0; i < results.length; i++) {
            Object answer = answers.get(read.getNodesToRead()[i].getNodeId());
            if (answer != null) {
                results[i] = new DataValue(new Variant(answer));
            }
        }
        return new ReadResponse(plain.getResponseHeader(), results, plain.getDiagnosticInfos());
    }
}
