package io.millwright.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the component runtime gets, and what was typed behind it. */
class TargetPluginTest {
    private static final TargetField MODEL = new TargetField("Model", "Model", "model");

    private final TargetPlugin plugin = new TargetPlugin("line", List.of(TargetTest.FIELD, MODEL), new Readings(3));

    private Map<String, Object> seen(Map<String, Object> stored) {
        Hashtable<String, Object> table = new Hashtable<>(stored);
        plugin.modifyConfiguration(null, table);
        Map<String, Object> seen = new HashMap<>();
        Collections.list(table.keys()).forEach(key -> seen.put(key, table.get(key)));
        return seen;
    }

    @Test
    void everyFieldGetsAFilterAndWhatWasTypedStaysReadable() {
        Map<String, Object> stored = Map.of("service.factoryPid", "line", "TagSource.target", "(((x", "other", 1);
        Map<String, Object> seen = seen(stored);
        assertEquals(Target.NOTHING, seen.get("TagSource.target"));
        assertEquals(Target.NOTHING, seen.get("Model.target"), "a missing one would bind any service");
        assertEquals("(((x", TargetTest.FIELD.in(seen).typed());
        assertEquals("", MODEL.in(seen).typed());
        assertEquals(stored, TypedTargets.stored(seen));
    }

    @Test
    void whatWouldSteerAnotherReferenceIsKeptAway() {
        Map<String, Object> stored = Map.of(
                "ConfigurationAdmin.target", 5,
                "LanePool.target", "(((x",
                "Model.cardinality.minimum", "1",
                "MODEL.TARGET", "churn",
                ".millwright.typed.TagSource.target", "plc9");
        Map<String, Object> seen = seen(stored);
        for (String name :
                List.of("ConfigurationAdmin.target", "LanePool.target", "Model.cardinality.minimum", "MODEL.TARGET")) {
            assertFalse(seen.containsKey(name), name);
        }
        assertEquals("(kura.service.pid=churn)", seen.get("Model.target"));
        assertEquals("", TargetTest.FIELD.in(seen).typed());
    }

    @Test
    void anotherFactoryIsLeftAlone() {
        Map<String, Object> stored = Map.of("service.factoryPid", "else", "TagSource.target", "(((x");
        assertEquals(stored, seen(stored));
        assertEquals("(((x", TargetTest.FIELD.in(stored).typed(), "unchecked values are read as they are");
        assertEquals(stored, TypedTargets.stored(stored));
    }
}
