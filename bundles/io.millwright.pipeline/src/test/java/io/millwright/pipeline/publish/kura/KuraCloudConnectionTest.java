package io.millwright.pipeline.publish.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.pipeline.Bound;
import io.millwright.pipeline.publish.kura.CloudConnection.Finding;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.kura.KuraConnectException;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.data.DataService;
import org.eclipse.kura.data.DataTransportService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/** The way from a publisher to its transport, with services as Kura 5.6 registers them. */
@Timeout(value = 5 * Bound.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KuraCloudConnectionTest {
    private static final String PUBLISHER = "org.eclipse.kura.cloudconnection.publisher.CloudPublisher";
    private static final String MANAGER = "org.eclipse.kura.cloudconnection.CloudConnectionManager";
    private static final String DATA = DataService.class.getName();
    private static final String TRANSPORT = DataTransportService.class.getName();

    private record Registered(String type, Map<String, Object> properties, Object service) {}

    private final List<Registered> services = new ArrayList<>();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Object> data = new HashMap<>(Map.of("kura.service.pid", "data-1"));
    private final Map<String, Object> transport = new HashMap<>(Map.of("kura.service.pid", "transport-1"));
    private volatile boolean connected = true;
    private volatile boolean reconnectsByItself;
    private volatile int refusals;
    private volatile int inFlight;

    @BeforeEach
    void asShipped() {
        data.putAll(Map.of(
                "DataTransportService.target", "(kura.service.pid=transport-1)",
                "in-flight-messages.max-number", 9,
                "in-flight-messages.congestion-timeout", 0,
                "connect.auto-on-startup", true,
                "connect.retry-interval", 60));
        transport.put("clean-session", true);
        register(PUBLISHER, Map.of("kura.service.pid", "out (1)*", "cloud.endpoint.service.pid", "cloud-1"), "p");
        register(PUBLISHER, Map.of("kura.service.pid", "other", "cloud.endpoint.service.pid", "cloud-2"), "p");
        register(
                MANAGER, Map.of("kura.service.pid", "cloud-1", "DataService.target", "(kura.service.pid=data-1)"), "c");
        register(MANAGER, Map.of("kura.service.pid", "cloud-2"), "c");
        register(DATA, data, proxy(DataService.class, (proxy, method, arguments) -> {
            assertEquals("getInFlightMessageIds", method.getName(), "the data service is only asked");
            return IntStream.range(0, inFlight).boxed().toList();
        }));
        register(DATA, Map.of("kura.service.pid", "data-2"), "d");
        register(TRANSPORT, transport, proxy(DataTransportService.class, this::transport));
        register(TRANSPORT, Map.of("kura.service.pid", "transport-2"), "t");
    }

    @ParameterizedTest
    @CsvSource({
        // connected, in flight, congestion time-out, clean session, finding
        "true,   9,  0, true,  STUCK",
        "true,  12,  0, true,  STUCK",
        "true,   8,  0, true,  NOT_STUCK",
        "true,   0,  0, true,  NOT_STUCK",
        "false,  9,  0, true,  NOT_STUCK",
        "true,   9, 10, true,  NOT_STUCK",
        "true,   9,  0, false, STUCK_FOR_GOOD",
    })
    void stuckMeansUpAndAllSlotsTakenAndNobodyElseToHelp(
            boolean up, int messages, int congestionSeconds, boolean cleanSession, Finding finding)
            throws KuraException {
        connected = up;
        inFlight = messages;
        data.put("in-flight-messages.congestion-timeout", congestionSeconds);
        transport.put("clean-session", cleanSession);
        CloudConnection.Diagnosis diagnosis = find("out (1)*").diagnose();
        assertEquals(finding, diagnosis.finding());
        if (finding != Finding.NOT_STUCK) {
            String text = diagnosis.text();
            assertTrue(text.contains("cloud-1") && text.contains("data-1") && text.contains("all 9"), text);
            assertTrue(text.contains("congestion-timeout"), text);
        }
    }

    @Test
    void aConnectionThatIsNotBuiltLikeKurasIsNotFound() {
        assertNull(find("other"), "its endpoint names no data service");
        assertNull(find("absent"));
    }

    @Test
    void whereKuraReconnectsByItselfNothingElseIsDone() throws InterruptedException {
        reconnectsByItself = true;
        assertTrue(find("out (1)*").reconnect(Thread::sleep));
        assertEquals(List.of("disconnect"), calls);
    }

    @Test
    void whereKuraDoesNotTheTransportIsConnectedAgain() throws InterruptedException {
        data.put("connect.auto-on-startup", false);
        assertTrue(find("out (1)*").reconnect(Thread::sleep));
        assertEquals(List.of("disconnect", "connect"), calls);
    }

    @Test
    void stoppingInTheMiddleLeavesNoConnectionDownThatKuraWouldNotBringBack() throws InterruptedException {
        data.put("connect.auto-on-startup", false);
        refusals = 1;
        CloudConnection connection = find("out (1)*");
        CountDownLatch interrupted = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            assertThrows(InterruptedException.class, () -> connection.reconnect(Thread::sleep));
            interrupted.countDown();
        });
        thread.start();
        Bound.await(() -> calls.size() >= 2, () -> calls);
        assertFalse(connected);
        thread.interrupt();
        assertTrue(interrupted.await(Bound.SECONDS, TimeUnit.SECONDS));
        assertEquals(List.of("disconnect", "connect", "connect"), calls);
        assertTrue(connected);
    }

    private CloudConnection find(String publisher) {
        return KuraCloudConnection.find(context(), publisher);
    }

    private Object transport(Object proxy, java.lang.reflect.Method method, Object[] arguments) throws Exception {
        if (method.getName().equals("isConnected")) {
            return connected;
        }
        calls.add(method.getName());
        if (method.getName().equals("disconnect")) {
            connected = reconnectsByItself;
        } else if (refusals > 0) {
            refusals--;
            throw new KuraConnectException("refused");
        } else {
            connected = true;
        }
        return null;
    }

    private void register(String type, Map<String, Object> properties, Object service) {
        services.add(new Registered(type, properties, service));
    }

    private BundleContext context() {
        Map<ServiceReference<?>, Registered> references = new HashMap<>();
        return proxy(BundleContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getServiceReferences" -> references(references, (String) arguments[0], (String) arguments[1]);
            case "getService" -> references.get(arguments[0]).service();
            case "ungetService" -> true;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private ServiceReference<?>[] references(Map<ServiceReference<?>, Registered> known, String type, String filter)
            throws Exception {
        List<ServiceReference<?>> found = new ArrayList<>();
        for (Registered registered : services) {
            boolean matches = FrameworkUtil.createFilter(filter).matches(registered.properties());
            if (matches && registered.type().equals(type)) {
                ServiceReference<?> reference = reference(registered.properties());
                known.put(reference, registered);
                found.add(reference);
            }
        }
        return found.isEmpty() ? null : found.toArray(new ServiceReference<?>[0]);
    }

    private static ServiceReference<?> reference(Map<String, Object> properties) {
        return proxy(ServiceReference.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getProperty" -> properties.get(arguments[0]);
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
