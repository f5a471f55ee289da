package io.millwright.operation.setup;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** What can be asked of the set-up and done with it, for the catalogue. Every act needs ADMINISTER, and begins what takes long. */
@Component(
        service = {},
        immediate = true)
public final class SetUpResources {
    private static final int LONGEST = 512;
    private static final int MOST_SIGNALS = 2_000;

    private final BundleContext context;
    private final SetUp setUp;
    private final List<ServiceRegistration<?>> registered = new ArrayList<>();

    /** Called by the component runtime. */
    @Activate
    public SetUpResources(BundleContext context, @Reference SetUp setUp) {
        this.context = context;
        this.setUp = setUp;
    }

    @Activate
    void activate() {
        register(Resource.class, new Told("setup", query -> setUp.document()));
        register(Resource.class, new Told("setup-nodes", query -> setUp.nodes(query.text("node"))));
        act("setup/endpoints", (fields, caller) -> {
            String url = fields.text("url", LONGEST);
            fields.refuseUnread();
            return setUp.endpoints(url);
        });
        act("setup/connect", (fields, caller) -> connect(fields));
        act("setup/trust", (fields, caller) -> {
            String sha256 = fields.text("sha256", 64);
            fields.refuseUnread();
            return setUp.trust(sha256, caller.name().isBlank() ? "unnamed" : caller.name());
        });
        act("setup/browse", (fields, caller) -> {
            String node = fields.text("node", LONGEST, "");
            boolean more = fields.flag("more", false);
            fields.refuseUnread();
            return setUp.browse(node, more);
        });
        act("setup/tags", (fields, caller) -> {
            List<String> nodes = texts(fields, "nodes");
            List<String> folders = texts(fields, "folders");
            fields.refuseUnread();
            return setUp.choose(nodes, folders);
        });
        act("setup/model", (fields, caller) -> {
            String model = fields.text("model", LONGEST);
            fields.refuseUnread();
            return setUp.model(model);
        });
        act("setup/preview", (fields, caller) -> {
            Wanted wanted = new Wanted(
                    mapping(fields),
                    fields.text("partOpen", LONGEST, ""),
                    fields.text("partClose", LONGEST, ""),
                    fields.text("partNumber", LONGEST, ""));
            fields.refuseUnread();
            return setUp.preview(wanted);
        });
        act("setup/save", (fields, caller) -> {
            String publisher = fields.text("publisher", LONGEST, "");
            String connection = fields.text("connection", LONGEST, "");
            fields.refuseUnread();
            return setUp.save(publisher, connection);
        });
        act("setup/undo", (fields, caller) -> {
            fields.refuseUnread();
            return setUp.undo();
        });
    }

    private JsonObject connect(Fields fields) throws Refusal {
        SetUp.Way way = new SetUp.Way(
                fields.text("url", LONGEST),
                fields.text("policy", 100),
                fields.oneOf("mode", "None", "Sign", "SignAndEncrypt"),
                fields.text("user", LONGEST, ""),
                fields.text("password", LONGEST, ""));
        fields.refuseUnread();
        return setUp.connect(way);
    }

    private static List<String> texts(Fields fields, String name) throws Refusal {
        JsonValue given = fields.value(name);
        List<String> texts = new ArrayList<>();
        if (given == null) {
            return texts;
        }
        if (!given.isArray() || given.asArray().size() > SetUp.MOST_TAGS) {
            throw Refusal.field(name, name + " is no list, or too long", "give at most " + SetUp.MOST_TAGS + " texts");
        }
        JsonArray list = given.asArray();
        for (JsonValue each : list) {
            if (!each.isString() || each.asString().length() > LONGEST) {
                throw Refusal.field(name, name + " has an item that is no text", "give texts of at most " + LONGEST);
            }
            texts.add(each.asString());
        }
        return texts;
    }

    private static Map<String, String> mapping(Fields fields) throws Refusal {
        JsonValue given = fields.value("mapping");
        Map<String, String> mapping = new LinkedHashMap<>();
        if (given == null) {
            return mapping;
        }
        if (!given.isObject() || given.asObject().size() > MOST_SIGNALS) {
            throw Refusal.field("mapping", "mapping is no object", "give a tag's name for each signal");
        }
        for (JsonObject.Member each : given.asObject()) {
            String line = each.getName()
                    + (each.getValue().isString() ? each.getValue().asString() : "\n");
            if (line.length() > 2 * LONGEST || line.codePoints().anyMatch(Character::isISOControl)) {
                throw Refusal.field(
                        "mapping", "mapping has an item that is no tag", "give a tag's name for each signal");
            }
            mapping.put(each.getName(), each.getValue().asString());
        }
        return mapping;
    }

    private void act(String name, Body body) {
        register(Action.class, new Act(name, body));
    }

    private <S> void register(Class<S> type, S service) {
        registered.add(context.registerService(type, service, new Hashtable<>()));
    }

    @Deactivate
    void deactivate() {
        registered.forEach(ServiceRegistration::unregister);
    }

    /** What an act does. */
    private interface Body {
        JsonObject run(Fields fields, Caller caller) throws Refusal;
    }

    private record Act(String name, Body body) implements Action {
        @Override
        public Permission permission() {
            return Permission.ADMINISTER;
        }

        @Override
        public JsonObject run(Fields fields, Caller caller) throws Refusal {
            return body.run(fields, caller);
        }
    }

    /** What is told. */
    private interface Document {
        JsonObject of(Query query) throws Refusal;
    }

    private record Told(String name, Document document) implements Resource {
        @Override
        public JsonObject get(Query query) throws Refusal {
            return document.of(query);
        }
    }
}
