package io.millwright.inference;

import io.millwright.inference.ExtenderState.Code;
import io.millwright.inference.life.KnownVersion;
import io.millwright.inference.life.LifeLabels;
import io.millwright.inference.life.LifeSettings;
import io.millwright.inference.life.ModelLife;
import io.millwright.model.ModelTrial.Stage;
import io.millwright.model.ModelVersion.State;
import java.util.stream.Stream;

/** What the engine's state says of the versions of one model. */
final class LifeNotices {
    private final ServedLife life;
    private final ModelLife versions;
    private final String label;
    private final ServedTrial trial;

    LifeNotices(ServedLife life, ModelLife versions, String label) {
        this.life = life;
        this.versions = versions;
        this.label = label;
        trial = life.trials().now();
    }

    /** Returns what there is to say under that code, null for nothing. */
    UpdateRefusal of(Code code, ModelDescription content) {
        return switch (code) {
            case ON_TRIAL -> trial == null
                    ? null
                    : new UpdateRefusal(
                            life.name(),
                            "model " + life.name() + " " + trial.text() + ": "
                                    + trial.shown().text(),
                            "");
            case MODEL_HELD -> held(content);
            case LIFE_TROUBLE -> troubleNotice();
            default -> null;
        };
    }

    private UpdateRefusal held(ModelDescription content) {
        KnownVersion known = content == null ? null : versions.find(content.sha256());
        if (known == null || known.state() == State.ACTIVE || trial != null && trial.stage() != Stage.PROBATION) {
            return null;
        }
        String pin = versions.pin(life.settings());
        String why = !pin.isEmpty()
                ? pin + " is pinned"
                : known.barred()
                        ? known.reason()
                        : LifeLabels.LEAVE + " = " + life.settings().leave();
        return new UpdateRefusal(
                life.name(),
                label + ": brings " + content + ", which does not serve: " + why,
                !pin.isEmpty()
                        ? "empty " + LifeLabels.PIN + " of Model " + life.name() + " to have it serve"
                        : "install another version, or name it in " + LifeLabels.PIN + " of Model " + life.name());
    }

    private UpdateRefusal troubleNotice() {
        LifeSettings settings = life.settings();
        String over = versions.bytes() > settings.quotaBytes()
                ? "the versions that cannot go take " + (versions.bytes() >> 20) + " MB, more than " + LifeLabels.QUOTA
                        + " = " + (settings.quotaBytes() >> 20)
                : "";
        String values = String.join("; ", settings.problems());
        String text = String.join(
                "; ",
                Stream.of(life.trouble(), values, over)
                        .filter(one -> !one.isEmpty())
                        .toList());
        return text.isEmpty()
                ? null
                : new UpdateRefusal(
                        life.name(), "Model " + life.name() + ": " + text, "correct the form of Model " + life.name());
    }
}
