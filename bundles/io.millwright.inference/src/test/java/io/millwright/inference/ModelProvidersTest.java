package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.inference.ExtenderState.Code;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedService;

/** By what a model's own form says that it is to be run. Configuration Admin has the form's settings, as on a gateway. */
class ModelProvidersTest {
    private static final String PID = "io.millwright.model.linear";

    @TempDir
    Path folder;

    private final Hashtable<String, Object> stored = new Hashtable<>();
    private Gateway gateway;

    @BeforeEach
    void boot() throws Exception {
        gateway = new Gateway(folder.resolve("storage"), Files.createDirectories(folder.resolve("data")));
        stored.put("service.pid", PID);
        Configuration configuration = answering(
                Configuration.class,
                (proxy, method, arguments) -> method.getName().equals("getProperties") ? stored.clone() : null);
        ConfigurationAdmin admin = answering(
                ConfigurationAdmin.class,
                (proxy, method, arguments) -> method.getName().equals("listConfigurations")
                                && arguments[0].equals("(service.pid=" + PID + ")")
                        ? new Configuration[] {configuration}
                        : null);
        gateway.context().registerService(ConfigurationAdmin.class, admin, null);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private static <T> T answering(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
    }

    /** There is no such provider on any gateway, so that it is told. */
    @Test
    void theProviderThatItNamesIsTried() throws Exception {
        stored.put("providers", "Nowhere");
        gateway.install(ModelFiles.linear("linear", "1.0.0", 3).bundle("test.linear", "1.0.0"));
        assertEquals("CPUExecutionProvider", gateway.await("linear", "1.0.0").executionProvider());
        gateway.awaitState(Code.PROVIDER_FALLBACK, "linear 1.0.0 is run by CPUExecutionProvider", "Nowhere: ");
    }

    @Test
    void aChangedFormHasItTried() throws Exception {
        gateway.install(ModelFiles.linear("linear", "1.0.0", 3).bundle("test.linear", "1.0.0"));
        gateway.awaitState(Code.OK, "1 model bundle");
        stored.put("providers", "Nowhere");
        form().updated(new Hashtable<>(stored));
        gateway.awaitState(Code.PROVIDER_FALLBACK, "linear 1.0.0 is run by CPUExecutionProvider", "Nowhere: ");
    }

    private ManagedService form() throws Exception {
        var found = gateway.context().getServiceReferences(ManagedService.class, "(service.pid=" + PID + ")");
        return gateway.context().getService(found.iterator().next());
    }
}
