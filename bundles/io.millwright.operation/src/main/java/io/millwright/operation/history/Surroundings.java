package io.millwright.operation.history;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.operation.resource.Sha256;
import io.millwright.operation.view.Configurations;
import io.millwright.operation.view.Secrets;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** With what decisions are made: gateway, versions of our bundles, configuration of each pipeline by its hash. */
final class Surroundings {
    private static final String OURS = "io.millwright.";

    private Surroundings() {}

    static JsonObject of(String gateway, BundleContext context, Configurations configurations, Secrets secrets) {
        TreeMap<String, String> versions = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            String name = bundle.getSymbolicName();
            if (name != null && name.startsWith(OURS)) {
                versions.put(name, bundle.getVersion().toString());
            }
        }
        JsonObject bundles = new JsonObject();
        versions.forEach(bundles::add);
        JsonObject hashes = new JsonObject();
        for (Map<String, Object> each : configurations.ofFactory(Configurations.PIPELINES)) {
            hashes.add(Configurations.pid(each), Sha256.of(Canonical.of(configuration(each, secrets::includes))));
        }
        return new JsonObject().add("gateway", gateway).add("bundles", bundles).add("configurations", hashes);
    }

    /** Returns what was configured as JSON: without secrets, and without what the platform adds. */
    static JsonObject configuration(Map<String, Object> properties, BiPredicate<String, String> secret) {
        String form = Configurations.form(properties);
        JsonObject said = new JsonObject();
        for (Map.Entry<String, Object> each : new TreeMap<>(properties).entrySet()) {
            String id = each.getKey();
            boolean platform =
                    List.of("service.", "component.", "felix.").stream().anyMatch(id::startsWith);
            if (!platform && !secret.test(form, id)) {
                said.add(id, value(each.getValue()));
            }
        }
        return said;
    }

    /** As text whatever it is: snapshots and REST leave other types than forms do. */
    private static JsonValue value(Object value) {
        if (value == null || !value.getClass().isArray()) {
            return Json.value(String.valueOf(value));
        }
        JsonArray all = new JsonArray();
        for (int i = 0; i < Array.getLength(value); i++) {
            all.add(String.valueOf(Array.get(value, i)));
        }
        return all;
    }
}
