package io.millwright.gateway.kura.configuration;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.configuration.ComponentConfiguration;

/** What a gateway is shipped with, where it differs from the metatype defaults: snapshot_0. */
final class Shipped {

    private Shipped() {}

    static List<ComponentConfiguration> configurations() {
        return List.of(new Component(
                "org.eclipse.kura.data.DataService", null, new HashMap<>(Map.of("store.capacity", 1000))));
    }
}
