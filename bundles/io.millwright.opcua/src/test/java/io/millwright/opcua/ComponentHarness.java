package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.supervision.Supervised;
import io.millwright.tag.Tag;
import io.millwright.tag.TagBrowser;
import io.millwright.tag.TagSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.system.SystemService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The component of a connection with what SCR and Kura hand it, and what it registers. */
abstract class ComponentHarness {
    static final String SPEED = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";
    static final String ENCRYPTED = "AES:";

    @TempDir
    Path data;

    final Map<String, Object> settings = new HashMap<>(Map.of(
            "kura.service.pid",
            "plc1",
            "service.pid",
            OpcUaConnection.PID + "-1",
            "service.factoryPid",
            OpcUaConnection.PID,
            "security.policy",
            "None",
            "security.mode",
            "None",
            "publishing.intervalMs",
            100,
            "request.timeoutMs",
            ConnectionFixture.REQUEST_TIMEOUT_MILLIS,
            "tags",
            SPEED));

    final CountDownLatch directoryKnown = new CountDownLatch(1);
    final CompletableFuture<List<Tag>> registeredTags = new CompletableFuture<>();
    final CompletableFuture<Object> written = new CompletableFuture<>();
    volatile Dictionary<String, Object> stored;
    OpcUaConnection connection;
    Object registered;
    /** As it is registered now; null before and after. */
    volatile TagBrowser browser;

    Dictionary<?, ?> shown;
    private boolean unregistered;

    static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    OpcUaConnection component() {
        connection = new OpcUaConnection(
                fake(BundleContext.class, (proxy, method, arguments) -> {
                    assertEquals("registerService", method.getName());
                    List<Object> interfaces = List.of((Object[]) arguments[0]);
                    if (interfaces.equals(List.of(TagBrowser.class.getName()))) {
                        return browser((TagBrowser) arguments[1]);
                    }
                    assertEquals(List.of(TagSource.class.getName(), Supervised.class.getName()), interfaces);
                    return register(arguments[1], (Dictionary<?, ?>) arguments[2]);
                }),
                settings,
                fake(CryptoService.class, (proxy, method, arguments) -> decrypt((char[]) arguments[0])),
                fake(SystemService.class, (proxy, method, arguments) -> {
                    if (settings.containsKey("tags.file")) {
                        directoryKnown.await(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
                    }
                    return data.toString();
                }),
                fake(ConfigurationAdmin.class, (proxy, method, arguments) -> {
                    assertEquals("(service.pid=" + OpcUaConnection.PID + "-1)", arguments[0]);
                    return stored == null
                            ? null
                            : new Configuration[] {fake(Configuration.class, (p, m, a) -> configured(m.getName(), a))};
                }));
        return connection;
    }

    private Object configured(String method, Object[] arguments) {
        if ("update".equals(method)) {
            written.complete(arguments[0]);
        }
        return switch (method) {
            case "getProperties" -> stored;
            case "getChangeCount" -> 1L;
            default -> null;
        };
    }

    private Object browser(TagBrowser service) {
        browser = service;
        return fake(ServiceRegistration.class, (proxy, method, arguments) -> {
            browser = "unregister".equals(method.getName()) ? null : browser;
            return null;
        });
    }

    private synchronized Object register(Object service, Dictionary<?, ?> properties) {
        registered = service;
        shown = properties;
        registeredTags.complete(connection.tags());
        return fake(ServiceRegistration.class, (proxy, method, arguments) -> {
            synchronized (this) {
                if ("setProperties".equals(method.getName())) {
                    shown = (Dictionary<?, ?>) arguments[0];
                    notifyAll();
                } else {
                    unregistered = true;
                    notifyAll();
                }
            }
            return null;
        });
    }

    private static char[] decrypt(char[] text) throws KuraException {
        String given = new String(text);
        if (given.startsWith(ENCRYPTED)) {
            return given.substring(given.lastIndexOf(':') + 1).toCharArray();
        }
        if (given.startsWith("-")) {
            // As Kura does for a text with its separator in it that is no Base64.
            throw new IllegalArgumentException("Illegal base64 character");
        }
        throw new KuraException(KuraErrorCode.DECODER_ERROR);
    }

    synchronized String await(StateCode code) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.WAIT_MILLIS);
        while (shown == null || !code.name().equals(shown.get(TagSource.STATE))) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            assertTrue(left > 0, "never " + code + " but " + shown);
            wait(left);
        }
        return (String) shown.get(TagSource.STATE_TEXT);
    }

    /** Also where a stop and the registration meet: the thread that registers then takes it back. */
    synchronized void awaitNoSource() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.WAIT_MILLIS);
        while (registered != null && !unregistered) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            assertTrue(left > 0, "still registered");
            wait(left);
        }
    }

    @AfterEach
    void stop() {
        directoryKnown.countDown();
        if (connection != null) {
            connection.stop();
        }
    }
}
