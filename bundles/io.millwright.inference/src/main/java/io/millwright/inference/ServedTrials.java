package io.millwright.inference;

import io.millwright.inference.ModelLives.Means;
import io.millwright.inference.life.KnownVersion;
import io.millwright.inference.life.LifeLabels;
import io.millwright.inference.life.LifeSettings;
import io.millwright.inference.life.LifeSettings.Limits;
import io.millwright.inference.life.ModelLife;
import io.millwright.inference.life.Tally;
import io.millwright.model.ModelTrial.Stage;
import io.millwright.model.ModelVersion.State;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trials of one model's versions: a shadow or a canary beside the version that serves, or the probation of that one. Begins them, judges
 * them by what they have shown, has them go on at the next stage, and ends them. Used by the loader's thread alone, but for {@link #now}.
 */
final class ServedTrials {
    private static final Logger LOG = LoggerFactory.getLogger(ServedTrials.class);
    private static final double ANY_PERCENT = 100;

    private final ServedLife life;
    private final ModelLife versions;
    private final Means means;

    /** What is on trial, or on probation; null for nothing. */
    private volatile ServedTrial trial;
    /** Whether somebody asked to promote what is on trial. */
    private boolean promote;

    /** @param life whose versions they are */
    ServedTrials(ServedLife life, ModelLife versions, Means means) {
        this.life = life;
        this.versions = versions;
        this.means = means;
    }

    /** Returns what is on trial, or on probation; null for nothing. Any thread. */
    ServedTrial now() {
        return trial;
    }

    /** Whether a version is on trial beside the one that serves. */
    boolean isOn() {
        ServedTrial now = trial;
        return now != null && now.stage() != Stage.PROBATION;
    }

    /** Whether that one is. */
    boolean isOnTrial(ModelDescription brought) {
        return isOn() && trial.candidate().description().same(brought);
    }

    private boolean isOnTrial(String sha256) {
        return isOn() && trial.candidate().description().sha256().equals(sha256);
    }

    /** Begins one, when no other is on any more. */
    void begin(Stage stage, OnnxModel candidate, OnnxModel reference) {
        ServedTrial next = new ServedTrial(stage, candidate, reference, versions.tally(), life::settings, means.wake());
        next.register(means.context());
        trial = next;
        promote = false;
    }

    /** Ends what is on trial, which waits from here on, and withdraws it. */
    void end(String why) {
        KnownVersion known = versions.onTrial();
        if (known != null && isOnTrial(known.sha256())) {
            life.enter(known, State.VERIFIED, why, false);
        }
        stop(isOn());
    }

    private void stop(boolean withdraw) {
        ServedTrial ended = trial;
        trial = null;
        promote = false;
        if (ended != null) {
            ended.end();
            if (withdraw) {
                ended.candidate().withdraw();
            }
        }
    }

    /** Has the model's service say what is on trial. */
    void tell(ModelSlot slot) {
        slot.served.tellTrial(trial == null ? null : trial.text());
    }

    /**
     * Judges what has shown enough.
     *
     * @param passedMillis since the last time
     * @return why what is on trial shall serve now, null where it shall not
     */
    String judge(long passedMillis) {
        if (trial == null) {
            return null;
        }
        Tally tally = trial.tally();
        tally.passed(passedMillis);
        LifeSettings settings = life.settings();
        String failure = tally.failure(settings.abort());
        KnownVersion known = versions.find(trial.candidate().description().sha256());
        if (trial.stage() == Stage.PROBATION) {
            judgeProbation(known, settings, failure);
            return null;
        }
        if (!failure.isEmpty()) {
            reject(known, failure);
            return null;
        }
        if (known.version().equals(settings.leave())) {
            reject(known, LifeLabels.LEAVE + " = " + settings.leave());
            return null;
        }
        boolean passed =
                settings.promoteSelf() && tally.lack(settings.promote(), true).isEmpty();
        return promote || passed ? next(known, tally.forPeople()) : null;
    }

    private void judgeProbation(KnownVersion known, LifeSettings settings, String failure) {
        Limits limits = new Limits(settings.healthMinutes(), 0, 0, ANY_PERCENT, Double.MAX_VALUE);
        if (!failure.isEmpty()) {
            endProbation();
            life.enter(known, State.ACTIVE, "did not stand its probation: " + failure, true);
        } else if (trial.tally().lack(limits, false).isEmpty()) {
            String shown = trial.tally().forPeople();
            endProbation();
            LOG.info("Model {} {}: has stood its probation: {}", life.name(), known.version(), shown);
        }
    }

    private void endProbation() {
        versions.probation(false);
        stop(false);
        life.changed();
    }

    private void reject(KnownVersion known, String why) {
        life.enter(known, State.RETIRED, why, true);
        stop(true);
    }

    /** Returns why it shall serve, null where it is a canary first. */
    private String next(KnownVersion known, String shown) {
        if (!promote && trial.stage() == Stage.SHADOW && life.settings().hasCanary()) {
            goOnAs(Stage.CANARY, known, "as a shadow: " + shown);
            return null;
        }
        return (promote ? "promoted by request: " : "promoted: ") + shown;
    }

    /** What is on trial goes on at another stage. */
    private void goOnAs(Stage stage, KnownVersion known, String why) {
        OnnxModel candidate = trial.candidate();
        life.enter(known, State.valueOf(stage.name()), why, false);
        stop(false);
        versions.newTally();
        begin(stage, candidate, life.serving());
    }

    /** Where the form chooses other assets for a canary by now, its trial goes on with those. */
    void followForm(OnnxModel reference) {
        ServedTrial before = trial;
        if (before != null && before.outdated()) {
            stop(false);
            begin(before.stage(), before.candidate(), reference);
        }
    }

    /** A version whose files are kept is put on trial, or goes on as a shadow. */
    void shadow(String sha256, String why) {
        KnownVersion known = versions.find(sha256);
        OnnxModel serving = life.serving();
        String pin = versions.pin(life.settings());
        if (known == null || serving == null || known.state() == State.ACTIVE || !pin.isEmpty()) {
            // It was otherwise when somebody asked.
            LOG.info("Model {}: nothing is put beside{}", life.name(), pin.isEmpty() ? "" : ": " + pin + " is pinned");
            return;
        }
        if (isOnTrial(sha256)) {
            goOnAs(Stage.SHADOW, known, why);
            return;
        }
        OnnxModel candidate = life.open(sha256);
        if (candidate == null) {
            return;
        }
        end("another version was put beside by request");
        versions.probation(false);
        versions.newTally();
        life.enter(known, State.SHADOW, why, false);
        begin(Stage.SHADOW, candidate, serving);
    }

    /** What is on trial as a shadow decides the assets that the form chooses. */
    void canary(String why) {
        KnownVersion known = versions.onTrial();
        if (known != null && isOnTrial(known.sha256()) && trial.stage() == Stage.SHADOW) {
            goOnAs(Stage.CANARY, known, why);
        }
    }

    /** Promotes what is on trial with the next look. */
    void promote() {
        promote = true;
    }

    /** Ends what is on trial, which does not serve by itself any more. */
    void reject(String why) {
        KnownVersion known = versions.onTrial();
        if (known != null && trial != null) {
            reject(known, why);
        }
    }

    /**
     * A trial of a version that the package does not bring goes on after a restart.
     *
     * @param brought what it brings, null where that is refused or was not looked at
     */
    void resume(ModelDescription brought) {
        KnownVersion known = versions.onTrial();
        OnnxModel serving = life.serving();
        boolean own = brought == null || known != null && brought.sha256().equals(known.sha256());
        if (known == null || own || trial != null || serving == null) {
            return;
        }
        OnnxModel candidate = life.open(known.sha256());
        if (candidate != null) {
            begin(Stage.valueOf(known.state().name()), candidate, serving);
        }
    }

    /** Returns the model on trial, or on probation, if it is of that description, and ends that; it stays open. Null if it is another. */
    OnnxModel take(String sha256) {
        ServedTrial taken = trial;
        if (taken == null || !taken.candidate().description().sha256().equals(sha256)) {
            return null;
        }
        stop(false);
        return taken.candidate();
    }

    /**
     * What serves was opened anew; so is what is on trial.
     *
     * @param serving what serves now
     * @param open returns a kept version, null if it cannot be opened: then the trial goes on with what it has
     */
    void reopen(OnnxModel serving, Function<String, OnnxModel> open) {
        ServedTrial before = trial;
        if (before == null) {
            return;
        }
        boolean probation = before.stage() == Stage.PROBATION;
        OnnxModel candidate = probation
                ? serving
                : open.apply(before.candidate().description().sha256());
        stop(candidate != null && !probation);
        begin(before.stage(), candidate == null ? before.candidate() : candidate, probation ? null : serving);
    }

    /** Withdraws what is on trial; what is known of it stays. */
    void close() {
        stop(isOn());
    }
}
