package io.millwright.operation.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.OperationSettings;
import io.millwright.operation.view.Secrets;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;

/** Changes of configurations, by whatever road: what changed is told once, over restarts, and never a secret. */
class ConfigurationWatchTest {
    private static final String FORM = "io.millwright.opcua.OpcUaConnection";

    @TempDir
    Path data;

    private Hashtable<String, Object> stored = new Hashtable<>();
    private Known known;
    private ConfigurationWatch watch;

    @SuppressWarnings("unchecked")
    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private void start() {
        AuditRoom audit = new AuditRoom(data, () -> OperationSettings.STANDARD, Clock.systemUTC());
        known = new Known(data);
        Configuration configuration = fake(Configuration.class, (proxy, method, arguments) -> stored);
        ConfigurationAdmin admin =
                fake(ConfigurationAdmin.class, (proxy, method, arguments) -> new Configuration[] {configuration});
        BundleContext context = fake(BundleContext.class, (proxy, method, arguments) -> new Bundle[0]);
        watch = new ConfigurationWatch(audit, known, admin, new Secrets(context));
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<ConfigurationAdmin> reference() {
        return fake(ServiceReference.class, (proxy, method, arguments) -> null);
    }

    private void event(int type, String pid) {
        watch.configurationEvent(new ConfigurationEvent(reference(), type, FORM, pid));
    }

    private void updated(String pid, Map<String, Object> properties) {
        stored = new Hashtable<>(properties);
        stored.put("kura.service.pid", "plc1");
        event(ConfigurationEvent.CM_UPDATED, pid);
    }

    private List<JsonObject> lines() throws IOException {
        return new AuditLog(data.resolve("millwright/audit"), () -> 1L << 20, Clock.systemUTC()).newest(0, 1_000);
    }

    @Test
    void onlyWhatChangedIsToldAndABootIsNoChange() throws IOException {
        start();
        updated("p", Map.of("endpoint.url", "opc.tcp://a", "timeoutMs", 5, "list", new String[] {"x", "y"}));
        updated("p", Map.of("endpoint.url", "opc.tcp://b", "timeoutMs", 5, "list", new String[] {"x", "y"}));
        known.write();

        start();
        updated("p", Map.of("endpoint.url", "opc.tcp://b", "timeoutMs", 5, "list", new String[] {"x", "y"}));
        event(ConfigurationEvent.CM_DELETED, "p");

        List<JsonObject> lines = lines();
        assertEquals(3, lines.size(), lines.toString());
        assertEquals("configuration/set", lines.get(2).getString("action", ""));
        assertEquals(
                "{\"pid\":\"plc1\",\"form\":\"" + FORM
                        + "\",\"values\":{\"endpoint.url\":\"opc.tcp://a\",\"list\":\"[x, y]\",\"timeoutMs\":\"5\"}}",
                lines.get(2).get("fields").toString());
        assertEquals(
                "{\"endpoint.url\":{\"from\":\"opc.tcp://a\",\"to\":\"opc.tcp://b\"}}",
                lines.get(1).get("fields").asObject().get("changed").toString());
        assertEquals("configuration/deleted", lines.get(0).getString("action", ""));
        assertEquals("plc1", lines.get(0).get("fields").asObject().getString("pid", ""));
    }

    @Test
    void passwordIsToldAsWrittenAndNowhereKept() throws IOException {
        start();
        updated("p", Map.of("user.password", "c2VjcmV0MQ"));
        updated("p", Map.of("user.password", "c2VjcmV0Mg"));
        known.write();

        JsonObject newest = lines().get(0);
        assertEquals(
                "{\"user.password\":\"(secret)\"}",
                newest.get("fields").asObject().get("changed").toString());
        for (Path file : List.of(
                data.resolve("millwright/audit/known.json"),
                new AuditFiles(data.resolve("millwright/audit")).file(1))) {
            assertFalse(Files.readString(file).contains("c2VjcmV0"), file.toString());
        }
    }

    @Test
    void ofVeryManyOnlyThatTheyChangedIsTold() throws IOException {
        start();
        IntStream.range(0, 400).forEach(i -> updated("p" + i, Map.of("mapping", "m" + i)));
        assertEquals(400, lines().size());

        updated("p399", Map.of("mapping", "m399"));
        updated("p0", Map.of("mapping", "m0"));
        assertEquals(400, lines().size(), "nothing has changed");
        updated("p399", Map.of("mapping", "other"));

        assertEquals(401, lines().size());
        assertEquals(
                "{}", lines().get(0).get("fields").asObject().get("changed").toString());
    }

    @Test
    void whatIsNotOursIsNotWrittenDown() throws IOException {
        start();
        watch.configurationEvent(new ConfigurationEvent(
                reference(), ConfigurationEvent.CM_UPDATED, null, "org.eclipse.kura.clock.ClockService"));

        assertTrue(lines().isEmpty());
    }
}
