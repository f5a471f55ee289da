package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.gateway.Gateway;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Asks a gateway's ledger, whose interface only the framework's bundles know. */
final class GatewayLedger {
    private static final String RESOURCE = "io.millwright.operation.resource.Resource";
    private static final String QUERY = "io.millwright.operation.resource.Query";

    private GatewayLedger() {}

    /** Returns all rows as one document. */
    static JsonObject of(Gateway gateway) {
        BundleContext context = gateway.context();
        try {
            for (ServiceReference<?> reference : context.getAllServiceReferences(RESOURCE, null)) {
                Object resource = context.getService(reference);
                Class<?> type = reference.getBundle().loadClass(RESOURCE);
                if ("ledger".equals(type.getMethod("name").invoke(resource))) {
                    return all(type, reference.getBundle().loadClass(QUERY), resource);
                }
            }
            throw new IllegalStateException("the gateway has no ledger");
        } catch (ReflectiveOperationException | InvalidSyntaxException e) {
            throw new IllegalStateException("the ledger cannot be read", e);
        }
    }

    private static JsonObject all(Class<?> type, Class<?> query, Object resource) throws ReflectiveOperationException {
        JsonArray items = Json.array().asArray();
        JsonObject page = Json.object().add("next", 0);
        while (page.get("next") != null) {
            Object asked = query.getConstructor(List.class, Map.class)
                    .newInstance(List.of(), Map.of("from", page.get("next").toString()));
            page = Json.parse(
                            type.getMethod("get", query).invoke(resource, asked).toString())
                    .asObject();
            page.get("items").asArray().forEach(items::add);
        }
        return page.set("items", items);
    }
}
