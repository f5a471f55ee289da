package io.millwright.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.state.StateCode;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.tag.Tag;
import io.millwright.tag.TagSource;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.configuration.metatype.OCD;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationPlugin;

/** The component as Kura and SCR live with it: one registration, one form. */
class OpcUaConnectionTest extends ComponentHarness {
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
