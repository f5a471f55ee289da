package io.millwright.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The component runtime reads what was saved and does not hand it over. */
class LostUpdateTest implements LostUpdate.Told {
    private static final Map<String, Object> FIRST =
            Map.of("service.pid", "line-1", "TagSource.target", "(((x", "labels", new String[] {"a", "b"});
    private static final Map<String, Object> SECOND =
            Map.of("service.pid", "line-1", "TagSource.target", "plcX", "labels", new String[] {"a", "b"});

    private final Readings readings = new Readings(2);
    private final TargetPlugin plugin = new TargetPlugin("line", List.of(TargetTest.FIELD), readings);
    private final LostUpdate updates = new LostUpdate(
            readings,
            fake(ConfigurationAdmin.class, (proxy, method, arguments) -> list(arguments)),
            Runnable::run,
            this);
    private final List<String> told = new ArrayList<>();
    private final List<Dictionary<?, ?>> written = new ArrayList<>();
    private Map<String, Object> stored = FIRST;
    private long count = 1;
    private Runnable atWrite = () -> updates.given(read(stored));

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Configuration[] list(Object[] filter) {
        assertEquals("(service.pid=line-1)", filter[0]);
        return new Configuration[] {
            fake(Configuration.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "getChangeCount" -> count;
                case "getProperties" -> new Hashtable<>(stored);
                case "update" -> {
                    count++;
                    written.add((Dictionary<?, ?>) arguments[0]);
                    atWrite.run();
                    yield null;
                }
                default -> throw new AssertionError(method);
            })
        };
    }

    @Override
    public void recovered() {
        told.add("recovered");
    }

    @Override
    public void failed(String text) {
        told.add(text);
    }

    /** As the component runtime reads a configuration, whether or not it hands it over. */
    private Map<String, Object> read(Map<String, Object> values) {
        Hashtable<String, Object> table = new Hashtable<>(values);
        plugin.modifyConfiguration(null, table);
        Map<String, Object> read = new HashMap<>();
        Collections.list(table.keys()).forEach(key -> read.put(key, table.get(key)));
        return read;
    }

    private void secondIsLost() {
        updates.given(read(FIRST));
        stored = SECOND;
        count++;
        read(SECOND);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            updates.look();
        }
    }

    @Test
    void whatWasLostIsWrittenOnceMoreAsItIsAfterTwoLooks() {
        secondIsLost();
        look(1);
        assertEquals(List.of(), written);
        look(1);
        assertEquals(List.of(new Hashtable<>(SECOND)), written);
        look(5);
        assertEquals(List.of("recovered"), told);
        assertEquals(1, written.size());
    }

    @Test
    void whatArrivesLateIsNotWritten() {
        secondIsLost();
        look(1);
        updates.given(read(SECOND));
        look(5);
        assertEquals(List.of(), written);
        assertEquals(List.of(), told);
    }

    @Test
    void equalContentIsTheSameAlsoInArraysAndOfAnotherPidNothingIsTaken() {
        updates.given(read(FIRST));
        Map<String, Object> again = new HashMap<>(FIRST);
        again.put("labels", new String[] {"a", "b"});
        read(again);
        read(Map.of("service.pid", "line-2", "TagSource.target", "plc2"));
        read(Map.of("TagSource.target", "plc2"));
        read(Map.of("service.pid", "line-1", "service.factoryPid", "else"));
        look(5);
        assertEquals(List.of(), written);
        again.put("labels", new String[] {"a", "c"});
        read(again);
        look(2);
        assertEquals(1, written.size());
    }

    @Test
    void whatHelpsNothingIsTriedThreeTimes() {
        secondIsLost();
        atWrite = () -> {};
        look(100);
        assertEquals(3, written.size());
        assertEquals(1, told.size());
        assertTrue(told.get(0).contains("save the form once more"), told.get(0));
        updates.given(read(SECOND));
        look(1);
        assertEquals("recovered", told.get(1));
    }

    @Test
    void aFailureIsSaid() {
        secondIsLost();
        atWrite = () -> {
            throw new IllegalStateException(new IOException("disk full"));
        };
        look(2);
        assertTrue(told.get(0).contains("disk full"), told.get(0));
    }

    @Test
    void aSaveInTheSameMomentIsSaid() {
        secondIsLost();
        atWrite = () -> {
            count++;
            updates.given(read(stored));
        };
        look(2);
        assertTrue(told.get(0).contains("look whether it shows what was saved"), told.get(0));
    }

    @Test
    void afterTheEndNothingIsWrittenAndNothingIsKept() {
        secondIsLost();
        look(1);
        updates.close();
        look(5);
        assertEquals(List.of(), written);
        assertEquals(0, readings.newest("line-1"));
    }

    @Test
    void theMemoryIsBoundedAndANumberIsNeverGivenTwice() {
        long first = readings.read("a", Map.of("x", 1));
        assertEquals(first, readings.read("a", Map.of("x", 1)));
        long second = readings.read("a", Map.of("x", 2));
        assertNotEquals(first, second);
        readings.read("b", Map.of());
        readings.read("c", Map.of());
        assertEquals(0, readings.newest("a"), "the eldest of three");
        assertTrue(readings.read("a", Map.of("x", 1)) > second);
    }
}
