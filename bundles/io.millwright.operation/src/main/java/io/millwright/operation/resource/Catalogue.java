package io.millwright.operation.resource;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one table of what can be asked and done: page, requests and desk call nothing else, so a permission is checked and an act is
 * written down in one place. Thread-safe.
 */
@Component(service = Catalogue.class)
public final class Catalogue {
    private static final Logger LOG = LoggerFactory.getLogger(Catalogue.class);

    private final Map<String, Resource> resources = new ConcurrentSkipListMap<>();
    private final Map<String, Action> actions = new ConcurrentSkipListMap<>();
    private volatile Record written;

    /** Called by the component runtime. */
    public Catalogue() {}

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addResource(Resource resource) {
        resources.put(resource.name(), resource);
    }

    void removeResource(Resource resource) {
        resources.remove(resource.name(), resource);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addAction(Action action) {
        actions.put(action.name(), action);
    }

    void removeAction(Action action) {
        actions.remove(action.name(), action);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setRecord(Record there) {
        written = there;
    }

    void unsetRecord(Record there) {
        if (written == there) {
            written = null;
        }
    }

    /**
     * Returns a document, with {@code resource} and {@code version} before what the resource says.
     *
     * @param path the resource's name, and what lies below it; empty for a list of all
     */
    public JsonObject get(List<String> path, Map<String, String> parameters, Caller caller) throws Refusal {
        permit(caller, Permission.READ, path.isEmpty() ? "the list" : path.get(0));
        if (path.isEmpty()) {
            return list();
        }
        String name = path.get(0);
        Resource resource = resources.get(name);
        if (resource == null) {
            throw Refusal.of(
                    Refusal.Kind.NOT_FOUND,
                    "there is no resource '" + shortened(name) + "'",
                    "ask for one of " + String.join(", ", resources.keySet()));
        }
        Query query = new Query(path.subList(1, path.size()), parameters);
        JsonObject said = resource.get(query);
        query.refuseUnread(name);
        JsonObject document = new JsonObject().add("resource", name).add("version", resource.version());
        said.forEach(member -> document.set(member.getName(), member.getValue()));
        return document;
    }

    /** Whether there is a resource of that name that asks another machine. */
    public boolean waits(String name) {
        Resource resource = resources.get(name);
        return resource != null && resource.waits();
    }

    /** Returns how many bytes a body of an action may have at most; the usual number where there is no such action. */
    public int mostBodyBytes(List<String> path) {
        Action action = actions.get(String.join("/", path));
        return action == null ? Action.USUAL_BODY_BYTES : action.mostBodyBytes();
    }

    /**
     * Does something.
     *
     * @param path the parts of the action's name
     */
    public JsonObject run(List<String> path, JsonObject body, Caller caller) throws Refusal {
        String name = String.join("/", path);
        Action action = actions.get(name);
        if (action == null) {
            // Before it is looked up in anybody's favour: who may do nothing learns nothing.
            permit(caller, Permission.READ, name);
            throw Refusal.of(
                    Refusal.Kind.NOT_FOUND,
                    "there is no action '" + shortened(name) + "'",
                    "call one of " + String.join(", ", actions.keySet()));
        }
        permit(caller, action.permission(), name);
        Record book = written;
        begin(book, action, body, caller);
        String outcome = "failed";
        try {
            Fields fields = new Fields(body);
            JsonObject done = action.run(fields, caller);
            outcome = "done";
            return done;
        } catch (Refusal refused) {
            outcome = refused.getMessage();
            throw refused;
        } finally {
            if (book != null) {
                book.end(caller, name, outcome);
            }
        }
    }

    /** What an operator does is done all the same: a full disk must not keep anybody from pausing a machine's line. */
    private static void begin(Record book, Action action, JsonObject body, Caller caller) throws Refusal {
        Refusal unwritten = Refusal.of(
                Refusal.Kind.UNAVAILABLE,
                action.name() + " is not done: nothing is there to write it down",
                "look into the log for the audit's trouble");
        if (book != null) {
            try {
                book.begin(caller, action.name(), body);
                return;
            } catch (Refusal refused) {
                unwritten = refused;
            }
        }
        if (action.permission() == Permission.ADMINISTER) {
            throw unwritten;
        }
        LOG.warn("{} by {} is done without being audited: {}", action.name(), caller.name(), unwritten.getMessage());
    }

    private static void permit(Caller caller, Permission needed, String what) throws Refusal {
        if (!caller.may(needed)) {
            throw Refusal.of(
                    Refusal.Kind.FORBIDDEN,
                    shortened(what) + " needs the permission to "
                            + needed.name().toLowerCase(java.util.Locale.ROOT),
                    caller.road() == Caller.Road.CLOUD
                            ? "a person at the gateway allows it in the form Operation (Millwright)"
                            : "log in as a user with that permission");
        }
    }

    private JsonObject list() {
        JsonArray named = new JsonArray();
        resources
                .values()
                .forEach(each ->
                        named.add(new JsonObject().add("name", each.name()).add("version", each.version())));
        JsonArray done = new JsonArray();
        actions.values()
                .forEach(each -> done.add(new JsonObject()
                        .add("name", each.name())
                        .add("permission", Json.value(each.permission().name()))));
        return new JsonObject().add("resources", named).add("actions", done);
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "\u2026" : text;
    }
}
