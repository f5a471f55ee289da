package io.millwright.operation.act;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import io.millwright.supervision.Pausable;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** Pipelines that stop and go on. */
final class PipelineActs {
    private static final int LONGEST_NAME = 200;

    private final Supplier<List<Pausable>> pausables;

    PipelineActs(Supplier<List<Pausable>> pausables) {
        this.pausables = pausables;
    }

    List<Action> all() {
        return List.of(
                new Act("pipeline/pause", Permission.OPERATE, this::pause),
                new Act("pipeline/resume", Permission.OPERATE, this::resume));
    }

    private JsonObject pause(Fields fields, Caller caller) throws Refusal {
        Pausable pipeline = pipeline(fields);
        String why = fields.text("why", Pausable.LONGEST_REASON, "");
        fields.refuseUnread();
        try {
            boolean changed = pipeline.pause(Act.who(caller, Pausable.LONGEST_NAME), why);
            return told(pipeline, changed);
        } catch (IOException e) {
            throw unkept(pipeline, "works on", e);
        }
    }

    private JsonObject resume(Fields fields, Caller caller) throws Refusal {
        Pausable pipeline = pipeline(fields);
        fields.refuseUnread();
        try {
            return told(pipeline, pipeline.resume());
        } catch (IOException e) {
            throw unkept(pipeline, "stays paused", e);
        }
    }

    private static Refusal unkept(Pausable pipeline, String stays, IOException why) {
        return Refusal.of(
                Refusal.Kind.UNAVAILABLE,
                pipeline.pid() + " " + stays + ": it could not be kept over a restart: " + why,
                "make room on the disk");
    }

    private Pausable pipeline(Fields fields) throws Refusal {
        String pid = fields.text("pipeline", LONGEST_NAME);
        List<Pausable> all = pausables.get();
        return all.stream()
                .filter(each -> each.pid().equals(pid))
                .findFirst()
                .orElseThrow(() -> Refusal.field(
                        "pipeline",
                        "there is no pipeline '" + pid + "' that can be paused",
                        "give one of "
                                + String.join(
                                        ", ", all.stream().map(Pausable::pid).toList())));
    }

    private static JsonObject told(Pausable pipeline, boolean changed) {
        JsonObject told = new JsonObject().add("pipeline", pipeline.pid()).add("changed", changed);
        Pausable.Pause pause = pipeline.paused();
        told.add("paused", pause != null);
        return pause == null
                ? told
                : told.add("who", pause.who()).add("why", pause.why()).add("sinceMicros", pause.sinceMicros());
    }
}
