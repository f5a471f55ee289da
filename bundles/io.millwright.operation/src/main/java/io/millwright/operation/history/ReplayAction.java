package io.millwright.operation.history;

import com.eclipsesource.json.JsonObject;
import io.millwright.model.Model;
import io.millwright.model.ModelTrial;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.view.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Runs a version of a pipeline's model on what was seen of its last decisions, and tells what was said then and what is said now. One at a
 * time, on a thread for it; whoever asks waits for that.
 */
@Component(service = Action.class)
public final class ReplayAction implements Action {
    private static final int LONGEST_NAME = 256;
    private static final int STANDARD_SIZE = 100;
    private static final long PATIENCE_MILLIS = Replay.MOST_MILLIS + 2_000;
    private static final long STOP_MILLIS = 4_000;

    private final KeptInputs inputs;
    private final Supplier<List<Model>> models;
    private final AtomicReference<Replay> now = new AtomicReference<>();

    /** Called by the component runtime. */
    @Activate
    public ReplayAction(@Reference HistoryRoom room, @Reference Services services) {
        this(room.inputs(), () -> running(services));
    }

    ReplayAction(KeptInputs inputs, Supplier<List<Model>> models) {
        this.inputs = inputs;
        this.models = models;
    }

    /** Those that serve first. */
    private static List<Model> running(Services services) {
        List<Model> running = new ArrayList<>();
        services.models().forEach(each -> running.add(each.service()));
        for (Services.Offered<ModelTrial> trial : services.trials()) {
            running.add(trial.service().candidate());
        }
        return running;
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public Permission permission() {
        return Permission.OPERATE;
    }

    @Override
    public JsonObject run(Fields fields, Caller caller) throws Refusal {
        String pipeline = fields.text("pipeline", LONGEST_NAME);
        String asset = fields.text("asset", LONGEST_NAME, "");
        String version = fields.text("version", LONGEST_NAME, "");
        long from = fields.whole("fromMicros", 0, Long.MAX_VALUE, 0);
        long to = fields.whole("toMicros", 0, Long.MAX_VALUE, Long.MAX_VALUE);
        int size = (int) fields.whole("size", 1, KeptInputs.MOST, STANDARD_SIZE);
        fields.refuseUnread();
        List<KeptInputs.Kept> kept = inputs.newest(
                pipeline,
                each -> (asset.isEmpty() || asset.equals(each.decision().asset()))
                        && each.atMicros() >= from
                        && each.atMicros() < to,
                size);
        if (kept.isEmpty()) {
            throw Refusal.of(
                    Refusal.Kind.NOT_FOUND,
                    "nothing is kept of what was seen of pipeline '" + pipeline + "' then",
                    "the last " + KeptInputs.MOST + " windows of numbers are, from this start of the gateway on, while"
                            + " the history is on");
        }
        Model model = model(kept.get(kept.size() - 1).decision().model().name(), version);
        RunAgain.check(model);
        return replayed(new Replay(model, kept, () -> now.set(null))).set("pipeline", pipeline);
    }

    private Model model(String name, String version) throws Refusal {
        List<Model> all =
                models.get().stream().filter(each -> each.name().equals(name)).toList();
        return all.stream()
                .filter(each -> version.isEmpty() || each.version().equals(version))
                .findFirst()
                .orElseThrow(() -> Refusal.field(
                        "version",
                        "no version " + version + " of " + name + " serves or is on trial",
                        all.isEmpty()
                                ? "install one"
                                : "have it run beside the other one by model/shadow first; there are "
                                        + String.join(
                                                ", ",
                                                all.stream().map(Model::version).toList())));
    }

    private JsonObject replayed(Replay replay) throws Refusal {
        if (!now.compareAndSet(null, replay)) {
            throw Refusal.of(Refusal.Kind.TOO_MANY, "a replay is still at work", "ask again in some seconds");
        }
        Thread thread = new Thread(replay, "millwright-operation-replay");
        thread.setContextClassLoader(ReplayAction.class.getClassLoader());
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
        if (!replay.await(PATIENCE_MILLIS)) {
            replay.stop();
            throw Refusal.of(
                    Refusal.Kind.UNAVAILABLE, "the model takes longer to open than a replay may", "ask again later");
        }
        return replay.table();
    }

    /** Waits for what is at work. */
    @Deactivate
    void close() {
        Replay last = now.get();
        if (last != null) {
            last.stop();
            last.await(STOP_MILLIS);
        }
    }
}
