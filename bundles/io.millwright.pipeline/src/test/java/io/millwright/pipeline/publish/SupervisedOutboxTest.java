package io.millwright.pipeline.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import io.millwright.supervision.Supervised;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Each outbox is a service that can be asked how it is, as long as somebody uses it. */
class SupervisedOutboxTest {
    private final List<Supervised> services = new CopyOnWriteArrayList<>();
    private volatile Runnable whileRegistering = () -> {};
    private final Outboxes outboxes = new Outboxes(fake(BundleContext.class, (proxy, method, arguments) -> {
        if (!method.getName().equals("registerService")) {
            return null;
        }
        whileRegistering.run();
        Supervised service = (Supervised) arguments[1];
        services.add(service);
        return fake(ServiceRegistration.class, (p, m, a) -> {
            services.remove(service);
            return null;
        });
    }));

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @AfterEach
    void close() {
        outboxes.close();
        assertEquals(List.of(), services);
    }

    @Test
    void anOutboxCanBeAskedWhileItIsUsed() {
        FakePublisher publisher = new FakePublisher();
        Outbox outbox = outboxes.acquire(publisher, "publisher-1");
        outboxes.acquire(publisher, "publisher-1");
        Supervised service = services.get(0);
        assertEquals(1, services.size());
        assertEquals(
                "publisher-1 publisher OK",
                service.pid() + " " + service.kind() + " " + service.state().code());
        outbox.offer(Decisions.change("a", 1));
        Bound.await(() -> service.counters().get("messages") == 1, service::counters);
        assertEquals(1, service.counters().get("offered"));
        outboxes.release(outbox);
        assertEquals(1, services.size());
        outboxes.release(outbox);
        assertEquals(0, services.size());
    }

    @Test
    void a16WhoeverHearsOfTheServiceHoldsUpNobodyElse() throws Exception {
        CountDownLatch registering = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        whileRegistering = () -> {
            registering.countDown();
            try {
                over.await(Bound.SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        Thread slow = new Thread(() -> outboxes.acquire(new FakePublisher(), "publisher-1"));
        slow.start();
        assertTrue(registering.await(Bound.SECONDS, TimeUnit.SECONDS));
        whileRegistering = () -> {};
        outboxes.acquire(new FakePublisher(), "publisher-2");
        assertEquals("publisher-2", services.get(0).pid());
        over.countDown();
        slow.join(TimeUnit.SECONDS.toMillis(Bound.SECONDS));
    }
}
