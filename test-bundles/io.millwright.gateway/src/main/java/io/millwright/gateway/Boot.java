package io.millwright.gateway;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How packages are re-installed at boot. Kura promises no order, so an add-on must stand every one. */
public final class Boot {
    private final Map<String, String> properties = new HashMap<>();

    private Boot() {}

    /** In the order in which java.util.Properties gives them, as Kura does. */
    public static Boot asListed() {
        return new Boot();
    }

    /** In this order; packages not named follow. */
    public static Boot inOrder(List<String> packages) {
        Boot boot = new Boot();
        boot.properties.put("millwright.gateway.boot.order", String.join(",", packages));
        return boot;
    }

    /** As if these packages were not in dpa.properties: their .dp file is gone. */
    public static Boot without(String... packages) {
        Boot boot = new Boot();
        boot.properties.put("millwright.gateway.boot.without", String.join(",", packages));
        return boot;
    }

    Map<String, String> properties() {
        return properties;
    }
}
