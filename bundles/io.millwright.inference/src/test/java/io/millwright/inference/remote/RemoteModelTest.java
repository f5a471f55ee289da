package io.millwright.inference.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.inference.remote.ProtocolServer.Fault;
import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import io.millwright.model.State;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ServerSocketFactory;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;

/** The component: what its form leads to, which state tells what, when its model is offered. */
@Timeout(600)
class RemoteModelTest {
    private static final String PID = "defects";
    private static final String TOKEN = "s3cret-token";
    private static final long WAIT_SECONDS = 120;

    @TempDir
    Path folder;

    private Framework framework;
    private ProtocolServer server;
    private RemoteModel component;
    private final Map<String, Object> form = new HashMap<>();
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("storage").toString(),
                        "osgi.framework.useSystemProperties",
                        "false"));
        framework.start();
        server = ProtocolServer.linear(ServerSocketFactory.getDefault(), 0, 10);
        form.put("kura.service.pid", PID);
        form.put("url", "http://127.0.0.1:" + server.port());
        form.put("http.allowed", true);
        form.put("model.description", LocalLinear.DESCRIPTION);
        form.put("breaker.openMs", 100);
        form.put("request.timeoutMs", 60_000);
    }

    @AfterEach
    void stop() throws Exception {
        if (component != null) {
            component.stop();
        }
        server.close();
        framework.stop();
        framework.waitForStop(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        awaitNoThread();
    }

    private static void awaitNoThread() {
        await("no thread is left", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("millwright-remote-" + PID)));
    }

    private void activate() {
        CryptoService crypto = fake(CryptoService.class, (method, arguments) -> arguments[0]);
        ConfigurationAdmin admin = fake(ConfigurationAdmin.class, (method, arguments) -> null);
        component = new RemoteModel(context(), form, crypto, admin);
        component.start();
    }

    private BundleContext context() {
        return framework.getBundleContext();
    }

    private interface Answers {
        Object of(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> 1;
                    case "toString" -> type.getSimpleName();
                    default -> answers.of(method.getName(), arguments);
                }));
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private void awaitState(String code) {
        await(
                code + ", not " + component.state(),
                () -> component.state().code().equals(code));
        told.add(component.state().text() + component.state().remedy());
        assertFalse(String.join("", told).contains(TOKEN));
    }

    private Model model() {
        ServiceReference<Model> reference = context().getServiceReference(Model.class);
        return reference == null ? null : context().getService(reference);
    }

    private LocalLinear fallBack() {
        form.put("Fallback.target", "(kura.service.pid=local-linear)");
        return new LocalLinear(LocalLinear.contract(), -1);
    }

    private void bind(Model local) {
        component.bindFallback(local, Map.of("kura.service.pid", "local-linear"));
    }

    private float computed(ModelRunner runner) throws Exception {
        runner.input(0).putFloat(0, 1).putFloat(4, 2);
        runner.run(120_000);
        return runner.output(0).getFloat(0);
    }

    @Test
    void aCheckedServerServesUnderTheComponentsName() throws Exception {
        activate();
        awaitState("SERVING");
        Model model = model();
        assertEquals(PID, model.name());
        assertEquals("2.1.0", model.version());
        assertEquals("OpenInferenceProtocol 127.0.0.1:" + server.port(), model.executionProvider());
        assertTrue(model.blocksElsewhere());
        assertTrue(model.sha256().matches("[0-9a-f]{64}"));
        try (ModelRunner runner = model.open(1)) {
            assertEquals(50, computed(runner));
        }
        assertEquals(1, component.counters().get("requests"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            url               | ftp://plc        | Server URL is 'ftp://plc'
            url               | ''               | Server URL is empty
            url               | https://u:p@h    | user name or password
            http.allowed      | false            | everybody on the network
            token             | s3cret-token     | Token would be sent readable
            retries           | 99               | Retries is '99'
            request.timeoutMs | soon             | Request timeout is 'soon'
            tensor.data       | xml              | Tensor data is 'xml'
            model.description | {}               | Model description: model.json
            model.description | ''               | Model description is empty
            """)
    void aWrongFieldIsAStateThatNamesIt(String field, String value, String says) {
        form.put(field, value);
        activate();
        awaitState("CONFIGURATION_ERROR");
        assertTrue(component.state().text().contains(says), component.state().text());
        assertNotEquals("", component.state().remedy());
        assertNull(model());
    }

    /** A server forgets what a run left; the next one would begin with zeros, and nobody would notice. */
    @Test
    void aModelWithStatesIsRefusedAsDescriptionAndAsFallBack() {
        form.put(
                "model.description",
                """
                {"format": 1, "name": "sums", "version": "1.0.0",
                 "inputs": [{"name": "x", "type": "FLOAT32", "shape": [-1, 1], "features": [{"name": "a"}]},
                            {"name": "h", "type": "FLOAT32", "shape": [-1, 1]}],
                 "outputs": [{"name": "y", "type": "FLOAT32", "shape": [-1, 1]},
                             {"name": "h_out", "type": "FLOAT32", "shape": [-1, 1]}],
                 "states": [{"input": "h", "output": "h_out"}]}
                """);
        activate();
        awaitState("CONFIGURATION_ERROR");
        assertTrue(
                component.state().text().contains("states = [h]"),
                component.state().text());
        LocalLinear local = fallBack();
        local.states = List.of(new State(0, 0));
        form.put("model.description", LocalLinear.DESCRIPTION);
        component.modified(form);
        bind(local);
        awaitState("FALLBACK_UNUSABLE");
        form.put("model.description", "");
        component.modified(new HashMap<>(form));
        awaitState("CONFIGURATION_ERROR");
        assertTrue(
                component.state().text().contains("remembers"),
                component.state().text());
        assertNull(model());
    }

    @Test
    void aServerThatIsAwayIsWaitedFor() throws Exception {
        int port = server.port();
        server.close();
        activate();
        awaitState("SERVER_UNREACHABLE");
        assertNull(model());
        server = ProtocolServer.linear(ServerSocketFactory.getDefault(), port, 10);
        awaitState("SERVING");
        assertNotNull(model());
    }

    @Test
    void aModelThatIsNotReadyIsWaitedFor() {
        server.fault = Fault.NOT_READY;
        activate();
        awaitState("MODEL_NOT_READY");
        server.fault = Fault.NONE;
        awaitState("SERVING");
    }

    @Test
    void anotherModelOnTheServerIsRefused() throws Exception {
        form.put("model.description", LocalLinear.DESCRIPTION.replace("\"y\"", "\"z\""));
        activate();
        awaitState("CONTRACT_DIFFERS");
        assertTrue(
                component.state().text().contains("has no output z, only [y]"),
                component.state().text());
        form.put("model.description", LocalLinear.DESCRIPTION.replace("FLOAT32", "INT64"));
        component.modified(form);
        await("types", () -> component.state().text().contains("as FP32, and the description as INT64"));
        form.put("server.model.name", "quadratic");
        component.modified(form);
        awaitState("MODEL_NOT_READY");
        assertNull(model());
    }

    @Test
    void goldenRowsAreComputedByTheServerBeforeItServes() {
        form.put("golden.rows", "a,b,=y\n1,2,50\n0,1,21\n");
        activate();
        awaitState("RESULTS_DIFFER");
        assertTrue(
                component.state().text().contains("line 3"), component.state().text());
        assertNull(model());
        form.put("golden.rows", "a,b,=y\n1,2,50\n0,1,20\n");
        component.modified(form);
        awaitState("SERVING");
        assertNotNull(model());
    }

    @Test
    void aServerWithAnUnknownIssuerIsNotTrustedUntilTheKeystoreSaysSo() throws Exception {
        Certificates ours = Certificates.of(folder, "dns:gateway");
        Certificates theirs = Certificates.of(folder, "ip:127.0.0.1");
        server.close();
        server = ProtocolServer.linear(theirs.sockets(null), 0, 10);
        form.put("url", "https://127.0.0.1:" + server.port());
        form.put("token", TOKEN);
        server.token = TOKEN;
        activate();
        awaitState("CERTIFICATE_REFUSED");
        assertEquals(0, server.inferences.get());
        form.put("KeystoreService.target", "(kura.service.pid=keys)");
        component.modified(form);
        awaitState("WAITING_FOR_KEYSTORE");
        Map<String, KeyStore.Entry> entries = new HashMap<>(Map.of("other", ours.certificate()));
        component.bindKeystoreService(keystore(entries), Map.of("kura.service.pid", "keys"));
        awaitState("CERTIFICATE_REFUSED");
        entries.put("server", theirs.certificate());
        awaitState("SERVING");
        try (ModelRunner runner = model().open(1)) {
            assertEquals(50, computed(runner));
        }
    }

    @Test
    void aServerOfAnotherNameIsNotTrusted() throws Exception {
        Certificates theirs = Certificates.of(folder, "dns:elsewhere");
        server.close();
        server = ProtocolServer.linear(theirs.sockets(null), 0, 10);
        form.put("url", "https://127.0.0.1:" + server.port());
        form.put("KeystoreService.target", "(kura.service.pid=keys)");
        activate();
        component.bindKeystoreService(
                keystore(Map.of("server", theirs.certificate())), Map.of("kura.service.pid", "keys"));
        awaitState("CERTIFICATE_REFUSED");
    }

    @Test
    void aServerThatAsksForACertificateGetsTheChosenOne() throws Exception {
        Certificates ours = Certificates.of(folder, "dns:gateway");
        Certificates theirs = Certificates.of(folder, "ip:127.0.0.1");
        server.close();
        server = ProtocolServer.linear(theirs.sockets(ours), 0, 10);
        form.put("url", "https://127.0.0.1:" + server.port());
        form.put("KeystoreService.target", "(kura.service.pid=keys)");
        activate();
        component.bindKeystoreService(keystore(ours.trusting(theirs)), Map.of("kura.service.pid", "keys"));
        awaitState("CERTIFICATE_REFUSED");
        form.put("client.certificate.alias", "nobody");
        component.modified(form);
        awaitState("WAITING_FOR_KEYSTORE");
        form.put("client.certificate.alias", "client");
        component.modified(form);
        awaitState("SERVING");
    }

    private static KeystoreService keystore(Map<String, KeyStore.Entry> entries) {
        return fake(
                KeystoreService.class,
                (method, arguments) -> method.equals("getEntries")
                        ? Map.copyOf(entries)
                        : method.equals("getEntry") ? entries.get((String) arguments[0]) : null);
    }

    @Test
    void aTokenThatTheServerDoesNotTakeIsAState() throws Exception {
        server.token = TOKEN;
        activate();
        awaitState("ACCESS_REFUSED");
        assertTrue(component.state().text().contains("answers 401"));
        server.token = "";
        awaitState("SERVING");
    }

    @Test
    void theFallBackServesFromTheStartAndWheneverTheServerIsAway() throws Exception {
        form.put("breaker.failures", 2);
        int port = server.port();
        server.close();
        LocalLinear local = fallBack();
        activate();
        bind(local);
        await("offered", () -> model() != null);
        // It was unreachable before the fall-back came, too.
        await(
                "what decides meanwhile",
                () -> component.state().text().contains("the fall-back local-linear 1.0.0 decides meanwhile"));
        awaitState("SERVER_UNREACHABLE");
        try (ModelRunner runner = model().open(1)) {
            assertEquals(-5, computed(runner));
            assertSame(local, runner.standIn());
            server = ProtocolServer.linear(ServerSocketFactory.getDefault(), port, 10);
            awaitState("SERVING");
            assertEquals(50, computed(runner));
            assertNull(runner.standIn());
            server.fault = Fault.REFUSES;
            for (int run = 0; run < 3; run++) {
                assertEquals(-5, computed(runner));
            }
            awaitState("SERVING_FALLBACK");
            server.fault = Fault.NONE;
            await("the server serves again", () -> {
                try {
                    return computed(runner) == 50;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            awaitState("SERVING");
        }
        assertEquals(0, component.counters().get("runs.failed"));
        assertTrue(component.counters().get("breaker.opened") > 0);
    }

    @Test
    void withoutAFallBackAnOpenBreakerIsAState() throws Exception {
        form.put("breaker.failures", 1);
        form.put("breaker.openMs", 600_000);
        activate();
        awaitState("SERVING");
        server.fault = Fault.REFUSES;
        try (ModelRunner runner = model().open(1)) {
            runner.start(500, failure -> {});
            awaitState("BREAKER_OPEN");
        }
        assertNotNull(model());
    }

    @Test
    void aFallBackWithOtherTensorsOrFeaturesIsRefusedAndTheServerServesAlone() {
        fallBack();
        activate();
        bind(new LocalLinear(
                LocalLinear.contract(LocalLinear.DESCRIPTION.replace("{\"name\": \"b\"}", "{\"name\": \"c\"}"), ""),
                1));
        awaitState("FALLBACK_UNUSABLE");
        await("what differs", () -> component.state().text().contains("has the features [a [K], c] in the input x"));
        assertNotNull(model());
    }

    @Test
    void withoutADescriptionTheFallBacksHoldsAndIsWaitedFor() throws Exception {
        form.put("model.description", "");
        form.put("server.model.name", "linear");
        LocalLinear local = fallBack();
        activate();
        awaitState("WAITING_FOR_FALLBACK");
        bind(local);
        awaitState("SERVING");
        assertEquals("1.0.0", model().version());
        assertNotEquals(local.sha256(), model().sha256(), "nobody has seen the server's file");
        component.unbindFallback(local);
        awaitState("WAITING_FOR_FALLBACK");
        assertNull(model());
    }

    @Test
    void aChangeIsOfferedBeforeWhatWasBeforeIsTakenBack() throws Exception {
        activate();
        awaitState("SERVING");
        List<String> events = new CopyOnWriteArrayList<>();
        context()
                .addServiceListener(
                        event -> events.add(event.getType() + ""), "(objectClass=" + Model.class.getName() + ")");
        form.put("retries", 3);
        component.modified(form);
        await("swapped", () -> events.size() == 2);
        assertEquals(List.of("1", "4"), events);
    }

    @Test
    void theFormShowsTheStateAndNeverTheToken() throws Exception {
        form.put("url", "https://127.0.0.1:" + server.port());
        form.put("token", TOKEN);
        activate();
        awaitState("CERTIFICATE_REFUSED");
        String description = component.getConfiguration().getDefinition().getDescription();
        assertTrue(description.contains("CERTIFICATE_REFUSED"), description);
        assertFalse(description.contains(TOKEN));
        assertFalse(RemoteSettings.of(form).toString().contains(TOKEN));
    }

    @Test
    void endingDoesNotWaitForAServerThatIsSilent() throws IOException {
        server.fault = Fault.SILENT;
        form.put("golden.rows", "a,b,=y\n1,2,50\n");
        activate();
        await("the check waits", () -> server.inferences.get() > 0);
        component.stop();
        awaitNoThread();
        assertEquals(0, component.counters().get("requests.timeouts"), "it waited as long as a request may take");
        component = null;
    }
}
