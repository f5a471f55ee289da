package io.millwright.operation.act;

import com.eclipsesource.json.JsonObject;
import io.millwright.model.ModelException;
import io.millwright.model.ModelLifecycle;
import io.millwright.model.ModelVersion;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import java.util.List;
import java.util.function.Supplier;

/** Which version of a model serves. What is asked for is checked at once and done soon; the resource {@code models} tells. */
final class ModelActs {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 500;

    private final Supplier<List<ModelLifecycle>> lives;

    /** What is done with a model's versions. */
    private interface Change {
        void on(ModelLifecycle life) throws ModelException;
    }

    ModelActs(Supplier<List<ModelLifecycle>> lives) {
        this.lives = lives;
    }

    List<Action> all() {
        return List.of(
                new Act("model/shadow", Permission.ADMINISTER, this::shadow),
                new Act("model/canary", Permission.ADMINISTER, this::canary),
                new Act("model/activate", Permission.ADMINISTER, this::activate),
                new Act("model/rollback", Permission.ADMINISTER, this::rollBack),
                new Act("model/reject", Permission.ADMINISTER, this::reject),
                new Act("model/pin", Permission.ADMINISTER, this::pin),
                new Act("model/unpin", Permission.ADMINISTER, this::unpin));
    }

    private JsonObject shadow(Fields fields, Caller caller) throws Refusal {
        ModelLifecycle life = life(fields);
        String version = fields.text("version", LONGEST_NAME);
        fields.refuseUnread();
        return changed(life, each -> each.shadow(version));
    }

    private JsonObject canary(Fields fields, Caller caller) throws Refusal {
        return changed(onTrial(fields), ModelLifecycle::canary);
    }

    private JsonObject activate(Fields fields, Caller caller) throws Refusal {
        return changed(onTrial(fields), ModelLifecycle::promote);
    }

    /** Returns the model whose candidate is meant. */
    private ModelLifecycle onTrial(Fields fields) throws Refusal {
        ModelLifecycle life = life(fields);
        String version = fields.text("version", LONGEST_NAME, "");
        fields.refuseUnread();
        if (!version.isEmpty()) {
            // Whoever asks has looked at a version: another one may have come in its place.
            ModelVersion candidate = candidate(life);
            if (!candidate.version().equals(version)) {
                throw Refusal.of(
                        Refusal.Kind.CONFLICT,
                        "version " + version + " of " + life.name() + " is not on trial, " + candidate.version()
                                + " is",
                        "look at it, and name it");
            }
        }
        return life;
    }

    private static ModelVersion candidate(ModelLifecycle life) throws Refusal {
        return life.versions().stream()
                .filter(each -> each.state() == ModelVersion.State.SHADOW || each.state() == ModelVersion.State.CANARY)
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        Refusal.Kind.CONFLICT,
                        "no version of " + life.name() + " is on trial",
                        "install one, or pin the one that shall serve"));
    }

    private JsonObject rollBack(Fields fields, Caller caller) throws Refusal {
        ModelLifecycle life = life(fields);
        String why = why(fields, caller);
        fields.refuseUnread();
        return changed(life, each -> each.rollBack(why));
    }

    private JsonObject reject(Fields fields, Caller caller) throws Refusal {
        ModelLifecycle life = life(fields);
        String why = why(fields, caller);
        fields.refuseUnread();
        return changed(life, each -> each.reject(why));
    }

    private JsonObject pin(Fields fields, Caller caller) throws Refusal {
        ModelLifecycle life = life(fields);
        String version = fields.text("version", LONGEST_NAME);
        fields.refuseUnread();
        return changed(life, each -> each.pin(version));
    }

    private JsonObject unpin(Fields fields, Caller caller) throws Refusal {
        ModelLifecycle life = life(fields);
        fields.refuseUnread();
        return changed(life, each -> each.pin(""));
    }

    private static String why(Fields fields, Caller caller) throws Refusal {
        String why = fields.text("why", LONGEST_REASON, "");
        return Act.who(caller, LONGEST_NAME) + (why.isEmpty() ? " asked for it" : ": " + why);
    }

    private ModelLifecycle life(Fields fields) throws Refusal {
        String name = fields.text("model", LONGEST_NAME);
        List<ModelLifecycle> all = lives.get();
        return all.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.field(
                        "model",
                        "there is no model '" + name + "'",
                        "give one of "
                                + String.join(
                                        ", ",
                                        all.stream().map(ModelLifecycle::name).toList())));
    }

    private static JsonObject changed(ModelLifecycle life, Change change) throws Refusal {
        try {
            change.on(life);
        } catch (ModelException e) {
            throw Refusal.of(
                    Refusal.Kind.CONFLICT,
                    life.name() + ": " + e.getMessage(),
                    "ask for models, and choose by what is there");
        }
        return new JsonObject().add("model", life.name()).add("begun", true);
    }
}
