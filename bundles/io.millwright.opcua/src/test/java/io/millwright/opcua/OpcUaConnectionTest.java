package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.security.ServerTrust;
import io.millwright.opcua.state.StateCode;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.system.SystemService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationPlugin;

/** The component as Kura and SCR live with it: passwords in both shapes, one registration, one form. */
class OpcUaConnectionTest {
    private static final String SPEED = "name,nodeId\nspeed,nsu=urn:millwright:test:cell;s=Speed\n";
    private static final String ENCRYPTED = "AES:";

    @TempDir
    Path data;

    private final Map<String, Object> settings = new HashMap<>(Map.of(
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
    private final CountDownLatch directoryKnown = new CountDownLatch(1);
    private final CompletableFuture<List<Tag>> registeredTags = new CompletableFuture<>();
    private final CompletableFuture<Object> written = new CompletableFuture<>();
    private volatile Dictionary<String, Object> stored;
    private OpcUaConnection connection;
    private Object registered;
    private Dictionary<?, ?> shown;
    private boolean unregistered;

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private OpcUaConnection component() {
        connection = new OpcUaConnection(
                fake(BundleContext.class, (proxy, method, arguments) -> {
                    assertEquals("registerService", method.getName());
                    assertEquals(List.of(TagSource.class.getName(), Supervised.class.getName()), List.of((Object[])
                            arguments[0]));
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

    /** As the component runtime reads a configuration. */
    private static Map<String, Object> read(ConfigurationPlugin plugin, Map<String, Object> values) {
        Hashtable<String, Object> table = new Hashtable<>(values);
        plugin.modifyConfiguration(null, table);
        return new HashMap<>(table);
    }

    private static ConfigurationPlugin plugin() {
        List<Object> plugins = new ArrayList<>();
        new OpcUaActivator().start(fake(BundleContext.class, (proxy, method, arguments) -> {
            assertEquals(ConfigurationPlugin.class, arguments[0]);
            plugins.add(arguments[1]);
            return null;
        }));
        return (ConfigurationPlugin) plugins.get(0);
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

    private synchronized String await(StateCode code) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.WAIT_MILLIS);
        while (shown == null || !code.name().equals(shown.get(TagSource.STATE))) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            assertTrue(left > 0, "never " + code + " but " + shown);
            wait(left);
        }
        return (String) shown.get(TagSource.STATE_TEXT);
    }

    /** Also where a stop and the registration meet: the thread that registers then takes it back. */
    private synchronized void awaitNoSource() throws InterruptedException {
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

    private void assertPasswordIsTaken(String asKuraHandsItOver) throws Exception {
        try (PlcServer plc = new PlcServer().usersOnly().variable("Speed", 1.0).start()) {
            settings.put("endpoint.url", plc.url());
            settings.put("server.certificate.sha256", ServerTrust.sha256(plc.serverCertificate()));
            settings.put("user.name", PlcServer.USER);
            settings.put("user.password", asKuraHandsItOver);
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            await(StateCode.CONNECTED);
            stop();
            connection = null;
        }
    }

    /** Not every gateway stops its bundles before its VM. */
    @Test
    void f8TheSessionIsClosedWhenTheVmStopsAndADeactivationAfterwardsFindsNothingToDo() throws Exception {
        try (PlcServer plc = new PlcServer().variable("Speed", 1.0).start()) {
            settings.put("endpoint.url", plc.url());
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            await(StateCode.CONNECTED);
            assertEquals(1, plc.sessions().size());
            connection.end();
            await(StateCode.STOPPED);
            assertEquals(0, plc.sessions().size());
            stop();
            connection = null;
        }
    }

    @Test
    void aPasswordThatKuraEncryptedAtAnUpdateIsDecrypted() throws Exception {
        assertPasswordIsTaken(ENCRYPTED + "iv:" + PlcServer.PASSWORD);
    }

    @Test
    void aPasswordThatKuraStoredAsItWasAtACreationIsTakenAsItIs() throws Exception {
        assertPasswordIsTaken(PlcServer.PASSWORD);
    }

    @Test
    void aPasswordThatIsNeitherIsAStateWithoutThePassword() throws Exception {
        try (PlcServer plc = new PlcServer().usersOnly().variable("Speed", 1.0).start()) {
            settings.put("endpoint.url", plc.url());
            settings.put("server.certificate.sha256", ServerTrust.sha256(plc.serverCertificate()));
            settings.put("user.name", PlcServer.USER);
            settings.put("user.password", "-hidden!");
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            String text = await(StateCode.AUTHENTICATION_FAILED);
            assertTrue(text.contains("Password") && !text.contains("hidden"), text);
            stop();
            connection = null;
        }
    }

    @Test
    void aPasswordThatWouldBeReadableOnTheNetworkIsNotSent() throws Exception {
        try (PlcServer plc = new PlcServer()
                .usersOnly()
                .readablePasswords()
                .variable("Speed", 1.0)
                .start()) {
            settings.put("endpoint.url", plc.url());
            settings.put("server.certificate.sha256", ServerTrust.sha256(plc.serverCertificate()));
            settings.put("user.name", PlcServer.USER);
            settings.put("user.password", PlcServer.PASSWORD);
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            String text = await(StateCode.AUTHENTICATION_FAILED);
            assertTrue(text.contains("Choose a Security policy"), text);
            stop();
            connection = null;
        }
    }

    private PlcServer offersReadablePasswordsFirst() throws Exception {
        PlcServer plc = new PlcServer()
                .usersOnly()
                .readablePasswordsFirst()
                .variable("Speed", 1.0)
                .start();
        settings.put("endpoint.url", plc.url());
        settings.put("server.certificate.sha256", ServerTrust.sha256(plc.serverCertificate()));
        settings.put("user.name", PlcServer.USER);
        settings.put("user.password", PlcServer.PASSWORD);
        return plc;
    }

    @Test
    void aPasswordIsEncryptedIfOneTokenOfTheServerAllowsIt() throws Exception {
        try (PlcServer plc = offersReadablePasswordsFirst()) {
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            await(StateCode.CONNECTED);
            assertEquals(Set.of("user1"), Set.copyOf(plc.tokensUsed()));
            stop();
            connection = null;
        }
    }

    /** B16: without a policy anybody can answer, and offer to encrypt the password for himself. */
    @Test
    void b16APasswordIsNotEncryptedForAServerThatNobodyTrusts() throws Exception {
        try (PlcServer plc = offersReadablePasswordsFirst()) {
            settings.remove("server.certificate.sha256");
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            String text = await(StateCode.SERVER_UNTRUSTED);
            assertTrue(text.contains("rule trust"), text);
            assertEquals(0, plc.sessionsOpened());
            stop();
            connection = null;
        }
    }

    @Test
    void aPasswordIsEncryptedForThePinnedServerOnly() throws Exception {
        try (PlcServer plc = offersReadablePasswordsFirst()) {
            settings.put("server.certificate.sha256", "00".repeat(32));
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            String text = await(StateCode.SERVER_UNTRUSTED);
            assertTrue(text.contains("Server certificate, SHA-256"), text);
            assertEquals(0, plc.sessionsOpened());
            stop();
            connection = null;
        }
    }

    /** Kura encrypts the same password with another vector each time that a form is applied. */
    @Test
    void theSamePasswordEncryptedAnewKeepsTheSession() throws Exception {
        try (PlcServer plc = new PlcServer()
                .usersOnly()
                .variable("Speed", 1.0)
                .variable("Load", 2.0)
                .start()) {
            settings.put("endpoint.url", plc.url());
            settings.put("server.certificate.sha256", ServerTrust.sha256(plc.serverCertificate()));
            settings.put("user.name", PlcServer.USER);
            settings.put("user.password", ENCRYPTED + "iv1:" + PlcServer.PASSWORD);
            component().start();
            registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
            await(StateCode.CONNECTED);
            var session = plc.sessions();
            settings.put("user.password", ENCRYPTED + "iv2:" + PlcServer.PASSWORD);
            settings.put("tags", SPEED + "load,nsu=urn:millwright:test:cell;s=Load\n");
            connection.modified(settings);
            Recorder recorder = new Recorder();
            connection.subscribe(Interest.in(List.of("load")), recorder);
            recorder.awaitValue(0, 2.0);
            assertEquals(session, plc.sessions());
            stop();
            connection = null;
        }
    }

    /** A consumer that binds a source must not take a table that is still being read for one that lacks its tags. */
    @Test
    void theSourceAppearsWithItsTableInForceAndStartDoesNotWaitForIt() throws Exception {
        Files.writeString(data.resolve("tags.csv"), SPEED);
        settings.put("tags.file", "tags.csv");
        component().start();
        assertNull(registered, "the file has not been read");
        directoryKnown.countDown();
        assertEquals(
                List.of("speed"),
                registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS).stream()
                        .map(Tag::name)
                        .toList());
    }

    @Test
    void aWrongConfigurationIsVisibleAsASourceToo() throws Exception {
        settings.put("publishing.intervalMs", -1);
        component().start();
        registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
        assertTrue(await(StateCode.CONFIGURATION_ERROR).contains("Publishing interval '-1'"));
        Supervised supervised = (Supervised) registered;
        assertEquals("plc1", supervised.pid());
        assertEquals("connection", supervised.kind());
        assertEquals("CONFIGURATION_ERROR", supervised.state().code());
        assertEquals(State.Severity.ERROR, supervised.state().severity());
        assertEquals(
                "Publishing interval '-1' is out of range", supervised.state().text());
        assertEquals(
                "enter a whole number of milliseconds from 10 to 3600000.",
                supervised.state().remedy());
        assertTrue(supervised.counters().containsKey("clock.offset.ms"));
        assertEquals(List.of(), supervised.parts());
    }

    @Test
    void aStopBeforeTheTableIsReadLeavesNoSource() throws Exception {
        settings.put("tags.file", "tags.csv");
        component().start();
        directoryKnown.countDown();
        connection.stop();
        awaitNoSource();
    }

    /** Kura asks every service of a pid for its configuration, and its web lists each that does not ask to be hidden. */
    @Test
    void theSourceIsTheComponentItselfAndHiddenInTheWeb() throws Exception {
        component().start();
        registeredTags.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS);
        synchronized (this) {
            assertSame(connection, registered);
            assertInstanceOf(SelfConfiguringComponent.class, registered);
            assertEquals("plc1", shown.get("kura.service.pid"));
            assertEquals("true", shown.get("kura.ui.service.hide"));
            assertEquals(0L, shown.get(TagSource.PUBLISHING_INTERVAL_MS), "not known yet");
        }
        connection.stop();
        awaitNoSource();
    }

    /** Kura merges a change into the answer, encrypts what is no Password only as a Password, and drops wrong types. */
    @Test
    void theAnswerHoldsWhatIsStoredInTheTypesOfTheForm() throws Exception {
        stored = new Hashtable<>(settings);
        stored.put("user.password", "AES:iv:secret");
        stored.put("request.timeoutMs", "2500");
        stored.put("session.timeoutMs", 7000L);
        component();
        ComponentConfiguration answer = connection.getConfiguration();
        assertEquals("plc1", answer.getPid());
        Map<String, Object> values = answer.getConfigurationProperties();
        assertEquals("AES:iv:secret", new String(((Password) values.get("user.password")).getPassword()));
        assertEquals(2500, values.get("request.timeoutMs"));
        assertEquals(7000, values.get("session.timeoutMs"));
        assertEquals(OpcUaConnection.PID, values.get("service.factoryPid"));
        values.put("user.password", "decrypted in place by Kura");
        assertEquals("AES:iv:secret", stored.get("user.password"));
    }

    @Test
    void theHeadOfTheFormTellsTheStateWithoutCharactersThatTheWebShowsAsEntities() throws Exception {
        component();
        OCD form = connection.getConfiguration().getDefinition();
        assertEquals(OpcUaConnection.PID, form.getId());
        assertTrue(form.getDescription().startsWith("STARTING since 20"), form.getDescription());
        for (String text : List.of(form.getName(), form.getDescription())) {
            assertTrue(text.chars().noneMatch(c -> "'\"<>&".indexOf(c) >= 0), text);
        }
        assertEquals(
                OpcUaConnectionConfiguration.class.getDeclaredMethods().length,
                form.getAD().size());
    }

    /** Of two saves at once the second is read by the component runtime, and not handed over. */
    @Test
    void aSaveThatTheRuntimeMissedIsDeliveredAndCounted() throws Exception {
        directoryKnown.countDown();
        ConfigurationPlugin plugin = plugin();
        component().start();
        settings.put("request.timeoutMs", 4000);
        connection.modified(read(plugin, settings));
        settings.put("request.timeoutMs", 3000);
        stored = new Hashtable<>(settings);
        Map<String, Object> second = read(plugin, settings);
        assertEquals(stored, written.get(Recorder.WAIT_MILLIS, TimeUnit.MILLISECONDS));
        assertEquals(0, connection.counters().get("configurations.recovered"));
        connection.modified(second);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Recorder.WAIT_MILLIS);
        while (connection.counters().get("configurations.recovered") != 1) {
            assertTrue(System.nanoTime() < end, "never recovered");
            LockSupport.parkNanos(1_000_000);
        }
    }
}
