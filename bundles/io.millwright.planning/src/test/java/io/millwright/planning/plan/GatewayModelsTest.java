package io.millwright.planning.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.millwright.model.Model;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;

/** A model that comes late is told of; one that is not used any more is given back. */
class GatewayModelsTest {
    private final FakeRegistry registry = new FakeRegistry();
    private int told;
    private final GatewayModels models = new GatewayModels(registry.context(), () -> told++);

    @Test
    void theHighestVersionIsFoundAndEveryChangeIsTold() {
        models.open();
        assertNull(models.model("demand"));
        ServiceReference<Model> first = registry.comes("demand", 1);
        ServiceReference<Model> second = registry.comes("demand", 2);
        registry.comes("dispatch", 3);
        assertEquals(3, told);
        assertEquals("2.0.0", models.model("demand").version());
        registry.tell(ServiceEvent.MODIFIED, first);
        assertEquals(3, told);
        registry.goes(second);
        assertEquals(4, told);
        assertEquals("1.0.0", models.model("demand").version());
    }

    @Test
    void howeverOftenAModelIsAskedForItIsHeldOnceAndGivenBack() {
        models.open();
        ServiceReference<Model> first = registry.comes("demand", 1);
        for (int i = 0; i < 100; i++) {
            assertEquals("1.0.0", models.model("demand").version());
        }
        assertEquals(1, registry.held());
        registry.comes("demand", 2);
        assertEquals("2.0.0", models.model("demand").version());
        assertEquals(1, registry.held());
        registry.goes(first);
        models.close();
        assertEquals(0, registry.held());
        assertEquals(0, registry.listeners());
    }
}
