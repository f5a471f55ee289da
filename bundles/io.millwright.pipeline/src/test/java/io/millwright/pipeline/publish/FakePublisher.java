package io.millwright.pipeline.publish;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.eclipse.kura.cloudconnection.listener.CloudDeliveryListener;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;

/** A cloud publisher of another house, as the outbox meets it: behaves as told, on the caller's thread. */
class FakePublisher implements CloudPublisher {
    /** What happens within a call of publish, before it returns the id. */
    interface Behaviour {
        void publishing(String id, KuraMessage message) throws KuraException;
    }

    /** One call of publish that returned. */
    record Published(String id, KuraMessage message, Thread thread) {
        Object metric(String name) {
            return message.getPayload().getMetric(name);
        }
    }

    final BlockingQueue<Published> published = new LinkedBlockingQueue<>();
    final Set<CloudDeliveryListener> deliveryListeners = new CopyOnWriteArraySet<>();
    final AtomicInteger unregistered = new AtomicInteger();
    final AtomicInteger attempts = new AtomicInteger();
    volatile Behaviour behaviour = (id, message) -> {};

    void confirm(String id) {
        deliveryListeners.forEach(listener -> listener.onMessageConfirmed(id));
    }

    @Override
    public String publish(KuraMessage message) throws KuraException {
        String id = "k" + attempts.incrementAndGet();
        behaviour.publishing(id, message);
        published.add(new Published(id, message, Thread.currentThread()));
        return id;
    }

    @Override
    public void registerCloudConnectionListener(CloudConnectionListener listener) {
        throw new UnsupportedOperationException("the outbox does not ask for it");
    }

    @Override
    public void unregisterCloudConnectionListener(CloudConnectionListener listener) {
        throw new UnsupportedOperationException("the outbox does not ask for it");
    }

    @Override
    public void registerCloudDeliveryListener(CloudDeliveryListener listener) {
        deliveryListeners.add(listener);
    }

    @Override
    public void unregisterCloudDeliveryListener(CloudDeliveryListener listener) {
        unregistered.incrementAndGet();
        deliveryListeners.remove(listener);
    }
}
