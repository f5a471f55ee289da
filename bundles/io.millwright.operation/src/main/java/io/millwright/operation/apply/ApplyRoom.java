package io.millwright.operation.apply;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.form.Diagnosis;
import io.millwright.operation.Tick;
import io.millwright.operation.Trouble;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Record;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * What can be asked of the configuration and done with it: resources {@code configuration} and {@code apply}, actions {@code apply},
 * {@code apply/confirm} and {@code apply/revert}. Thread-safe.
 */
@Component(
        service = {Tick.class, Trouble.class},
        immediate = true)
public final class ApplyRoom implements Tick, Trouble {
    private static final long LEAST_WITHIN_MILLIS = 5_000;
    private static final long MOST_WITHIN_MILLIS = 3_600_000;
    private static final long STANDARD_WITHIN_MILLIS = 60_000;
    private static final int HASH_CHARACTERS = 64;

    private static final Caller ITSELF = new Caller("gateway", Caller.Road.ITSELF, Permission.ADMINISTER);

    private final BundleContext context;
    private final Gateway gateway;
    private final Applying applying;
    private final List<ServiceRegistration<?>> registered = new ArrayList<>();
    private volatile Record written;

    /** Called by the component runtime. */
    @Activate
    public ApplyRoom(BundleContext context, @Reference RealGateway gateway, @Reference SystemService system) {
        this.context = context;
        this.gateway = gateway;
        Path folder =
                Path.of(system.getKuraDataDirectory()).resolve("millwright").resolve("apply");
        applying = new Applying(
                gateway,
                new ApplyFile(folder),
                System::nanoTime,
                () -> TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
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

    @Activate
    void activate() {
        applying.resume();
        resources(gateway, applying)
                .forEach(each -> registered.add(context.registerService(Resource.class, each, new Hashtable<>())));
        actions(gateway, applying)
                .forEach(each -> registered.add(context.registerService(Action.class, each, new Hashtable<>())));
    }

    @Deactivate
    void deactivate() {
        registered.forEach(ServiceRegistration::unregister);
    }

    @Override
    public void tick() {
        // Taking back waits for components to take their values: seconds, once in a long while.
        String done = applying.tick();
        Record book = written;
        if (!done.isEmpty() && book != null) {
            book.end(ITSELF, "apply/revert", done);
        }
    }

    @Override
    public Diagnosis trouble() {
        String trouble = applying.trouble();
        return trouble.isEmpty()
                ? Diagnosis.NONE
                : new Diagnosis(
                        "a configuration could not be taken back: " + trouble,
                        "call apply/revert, or roll back to the last snapshot in the web admin");
    }

    private interface Document {
        JsonObject get(Query query) throws Refusal;
    }

    private record Named(String name, Document document) implements Resource {
        @Override
        public JsonObject get(Query query) throws Refusal {
            return document.get(query);
        }
    }

    private interface Deed {
        JsonObject run(Fields fields, Caller caller) throws Refusal;
    }

    private record Administering(String name, Deed deed) implements Action {
        @Override
        public Permission permission() {
            return Permission.ADMINISTER;
        }

        @Override
        public JsonObject run(Fields fields, Caller caller) throws Refusal {
            return deed.run(fields, caller);
        }
    }

    static List<Resource> resources(Gateway gateway, Applying applying) {
        return List.of(
                new Named("configuration", query -> configuration(gateway, query.part("component"))),
                new Named("apply", query -> applying.document()));
    }

    static List<Action> actions(Gateway gateway, Applying applying) {
        return List.of(
                new Administering("apply", (fields, caller) -> apply(gateway, applying, fields, caller)),
                new Administering("apply/confirm", (fields, caller) -> {
                    fields.refuseUnread();
                    return applying.confirmed();
                }),
                new Administering("apply/revert", (fields, caller) -> {
                    fields.refuseUnread();
                    return applying.reverted(caller.name());
                }));
    }

    private static JsonObject configuration(Gateway gateway, String pid) throws Refusal {
        JsonArray items = new JsonArray();
        if (pid.isEmpty()) {
            gateway.components().forEach(items::add);
            return new JsonObject().add("components", items);
        }
        return gateway.form(pid).document();
    }

    private static JsonObject apply(Gateway gateway, Applying applying, Fields fields, Caller caller) throws Refusal {
        JsonValue given = fields.value("configuration");
        if (given == null || !given.isObject()) {
            throw Refusal.field("configuration", "configuration is no object", "give {pid: {field: value}}");
        }
        boolean tryOnly = fields.flag("try", false);
        boolean confirm = fields.flag("confirm", false);
        long within = fields.whole("withinMillis", LEAST_WITHIN_MILLIS, MOST_WITHIN_MILLIS, STANDARD_WITHIN_MILLIS);
        String expected = fields.text("expected", HASH_CHARACTERS, "");
        fields.refuseUnread();
        Difference difference = Difference.of(given.asObject(), gateway::form, gateway::matches);
        if (tryOnly) {
            return new JsonObject()
                    .add("changes", difference.documents())
                    .add("problems", difference.problems())
                    .add("sha256", difference.sha256());
        }
        if (!expected.isEmpty() && !expected.equals(difference.sha256())) {
            throw Refusal.of(
                    Refusal.Kind.CONFLICT,
                    "the gateway's configuration is not what it was when the difference was looked at",
                    "look at the difference again");
        }
        String name = caller.name().isBlank() ? "unnamed" : caller.name();
        return applying.apply(new Applying.Wanted(difference, within, confirm, name));
    }
}
