package io.millwright.gateway.kura.cloud;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.eclipse.kura.cloudconnection.listener.CloudDeliveryListener;

/** A publisher's listeners, called on pooled threads, in no promised order. */
final class Deliveries implements DataService.Listener {
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final Set<CloudConnectionListener> connections = new CopyOnWriteArraySet<>();
    private final Set<CloudDeliveryListener> deliveries = new CopyOnWriteArraySet<>();
    private final ExecutorService pool = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "CloudPublisher:" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });
    private final Predicate<String> topics;

    Deliveries(Predicate<String> topics) {
        this.topics = topics;
    }

    void add(CloudConnectionListener listener) {
        connections.add(listener);
    }

    void remove(CloudConnectionListener listener) {
        connections.remove(listener);
    }

    void add(CloudDeliveryListener listener) {
        deliveries.add(listener);
    }

    void remove(CloudDeliveryListener listener) {
        deliveries.remove(listener);
    }

    @Override
    public void onConfirmed(int id, String topic) {
        if (topics.test(topic)) {
            each(deliveries, listener -> listener.onMessageConfirmed(String.valueOf(id)));
        }
    }

    @Override
    public void onConnected() {
        each(connections, CloudConnectionListener::onConnectionEstablished);
    }

    @Override
    public void onConnectionLost() {
        each(connections, CloudConnectionListener::onConnectionLost);
    }

    private <T> void each(Set<T> listeners, Consumer<T> call) {
        if (!pool.isShutdown()) {
            listeners.forEach(listener -> pool.execute(() -> call.accept(listener)));
        }
    }

    void close() {
        pool.shutdownNow();
    }
}
