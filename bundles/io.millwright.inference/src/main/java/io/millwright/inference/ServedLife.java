package io.millwright.inference;

import io.millwright.inference.ExtenderState.Code;
import io.millwright.inference.ModelChecks.Passed;
import io.millwright.inference.ModelLives.Means;
import io.millwright.inference.ModelLives.Place;
import io.millwright.inference.life.KnownVersion;
import io.millwright.inference.life.LifeSettings;
import io.millwright.inference.life.ModelLife;
import io.millwright.inference.life.ModelLife.Choice;
import io.millwright.model.ModelTrial.Stage;
import io.millwright.model.ModelVersion.State;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one model that a bundle brings: which version serves, what is kept, and beside it what is on trial. Used by the loader's
 * thread alone, but for what {@link ServedLifeService} asks and the counters.
 */
final class ServedLife {
    private static final Logger LOG = LoggerFactory.getLogger(ServedLife.class);
    private static final long SAVE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Means means;
    private final Bundle bundle;
    private final String symbolicName;
    private final String name;
    private final LifeFiles files;
    private final KeptOpening opening;
    private final ModelLife versions;
    private final ServedLifeService service;
    private final ServedTrials trials;
    private ModelForm form;
    private boolean ownsForm;

    /** What the bundle brings, null if that is refused or was not looked at. */
    private volatile ModelDescription content;

    /** What serves. */
    private volatile OnnxModel serving;

    private String trouble = "";
    private String logged = "";
    private boolean changed;
    private long tickNanos;
    private long savedNanos;

    /** @param shared the form of a life of the same name, null to have one of its own */
    ServedLife(Means means, Bundle bundle, String name, ModelForm shared) {
        this.means = means;
        this.bundle = bundle;
        this.name = name;
        symbolicName = bundle.getSymbolicName();
        files = new LifeFiles(means.store(), symbolicName, name, label());
        opening = new KeptOpening(files, means.checks(), means.nanoTime());
        versions = files.read();
        tickNanos = means.nanoTime().getAsLong();
        savedNanos = tickNanos;
        trials = new ServedTrials(this, versions, means);
        service = new ServedLifeService(means.context(), this, versions, means.wake());
        form = shared;
        if (shared == null) {
            ownForm();
        }
        service.register();
        means.state().counters(bundle.getBundleId(), this::counters);
    }

    /** From now on the form of the model is this one's. */
    void ownForm() {
        form = new ModelForm(means.context(), name, service::headline, means.wake(), () -> means.reopen()
                .accept(name));
        ownsForm = true;
        form.register();
    }

    ModelForm form() {
        return form;
    }

    String name() {
        return name;
    }

    ServedTrials trials() {
        return trials;
    }

    /** Returns what serves, null for nothing yet. Any thread. */
    OnnxModel serving() {
        return serving;
    }

    /** Returns by what the version that serves is run. Any thread. */
    String provider() {
        OnnxModel now = serving;
        return now == null ? "" : now.executionProvider();
    }

    /** Returns what its author states that the version that serves reaches, in one line; "" if nothing. Any thread. */
    String figures() {
        OnnxModel now = serving;
        return now == null ? "" : now.description().facts().headline();
    }

    /** Returns what is not as the form wants it, empty if all is. */
    String trouble() {
        return trouble;
    }

    LifeSettings settings() {
        return form.settings();
    }

    private String label() {
        return BundleText.label(bundle);
    }

    /** Returns what becomes of content of this name that does not serve. */
    Place place(ModelDescription brought) {
        LifeSettings settings = settings();
        if (trials.isOnTrial(brought)) {
            return Place.HOLD;
        }
        String version = brought.version().toString();
        String pin = versions.pin(settings);
        if (!pin.isEmpty()) {
            return version.equals(pin) ? Place.SERVE : Place.HOLD;
        }
        KnownVersion known = versions.find(brought.sha256());
        if (known != null && known.state() == State.ACTIVE && !known.barred()) {
            // It served last, and its files could not be kept.
            return Place.SERVE;
        }
        if (version.equals(settings.leave()) || known != null && known.barred()) {
            return Place.HOLD;
        }
        boolean onTrial = known != null && (known.state() == State.SHADOW || known.state() == State.CANARY);
        return !onTrial && settings.begin() == LifeSettings.Begin.ACTIVE ? Place.SERVE : Place.TRY;
    }

    /** Whether a version of that description is known. */
    boolean knows(String sha256) {
        return versions.find(sha256) != null;
    }

    /** Whether the bundle brings that version. Any thread. */
    boolean brings(String version) {
        ModelDescription now = content;
        return now != null && now.version().toString().equals(version);
    }

    /** Notes what the bundle brings; what it brought before, or anything else beside a newer one, is not on trial any more. */
    void brings(ModelDescription brought) {
        boolean before = content != null && trials.isOnTrial(content);
        boolean newer = serving == null || !serving.description().same(brought);
        content = brought;
        if (trials.isOn() && !trials.isOnTrial(brought) && (before || newer)) {
            trials.end("its package brings another version");
            changed = true;
        }
    }

    /** Something serves since now, which may be the same as before a restart. */
    void serves(ModelSlot slot, String why, Passed passed) {
        OnnxModel model = slot.served.model();
        serving = model;
        String sha256 = model.description().sha256();
        KnownVersion before = versions.active();
        boolean other = before != null && !before.sha256().equals(sha256);
        trials.end("another version took over");
        if (other) {
            enter(before, State.RETIRED, before.barred() ? before.reason() : "", before.barred());
        }
        versions.add(sha256, model.version(), nowMillis());
        if (before == null || other) {
            enter(versions.find(sha256), State.ACTIVE, why, false);
        }
        if (passed != null) {
            versions.checked(sha256, passed.rows(), passed.deviation());
        }
        if (other) {
            versions.newTally();
            boolean free = versions.pin(settings()).isEmpty();
            versions.probation(free && settings().healthMinutes() > 0 && versions.former() != null);
        }
        if (versions.probation()) {
            trials.begin(Stage.PROBATION, model, null);
        }
        trials.tell(slot);
        changed = true;
        save();
    }

    /** Keeps files as those of a version. */
    void keep(StagedModel staged) throws IOException {
        String sha256 = staged.description().sha256();
        versions.add(sha256, staged.description().version().toString(), nowMillis());
        versions.kept(sha256, files.keep(staged));
        save();
    }

    /** Content does not serve yet; where it was let in, its trial begins or goes on. */
    void beside(ModelSlot slot, StagedModel staged, Passed passed) {
        String sha256 = staged.description().sha256();
        slot.meanwhile = false;
        KnownVersion before = versions.find(sha256);
        if (passed != null || before == null || !before.barred()) {
            keepOrTell(staged);
        }
        if (passed == null) {
            return;
        }
        versions.checked(sha256, passed.rows(), passed.deviation());
        KnownVersion known = versions.find(sha256);
        boolean resumed = known.state() == State.SHADOW || known.state() == State.CANARY;
        trials.end("a newer version is on trial");
        Stage stage = settings().begin() == LifeSettings.Begin.CANARY ? Stage.CANARY : Stage.SHADOW;
        if (resumed) {
            stage = Stage.valueOf(known.state().name());
            versions.enter(sha256, known.state(), known.reason(), false, known.sinceMillis());
        } else {
            versions.newTally();
            enter(known, State.valueOf(stage.name()), "its package was installed", false);
        }
        versions.probation(false);
        trials.begin(stage, passed.model(), slot.served.model());
        trials.tell(slot);
        changed = true;
        save();
    }

    private void keepOrTell(StagedModel staged) {
        try {
            keep(staged);
        } catch (IOException e) {
            LOG.warn("{}: the files of {} were not kept: {}", label(), staged.description(), e.toString());
        }
    }

    /** Has a version enter a state, and says so in the log. */
    void enter(KnownVersion known, State state, String why, boolean barred) {
        versions.enter(known.sha256(), state, why, barred, nowMillis());
        changed = true;
        String bar = barred && !known.barred() ? ", does not serve by itself any more" : "";
        // What was said when it was barred is not said again when it leaves.
        String reason = why.isEmpty() || why.equals(known.reason()) && known.barred() ? "" : ": " + why;
        LOG.info("Model {} {}: {} -> {}{}{}", name, known.version(), known.state(), state, bar, reason);
    }

    /** What is due: requests, another version, the end of a trial, files that go. */
    void goOn(ModelSlot slot) {
        long now = means.nanoTime().getAsLong();
        long passedMillis = TimeUnit.NANOSECONDS.toMillis(now - tickNanos);
        tickNanos += TimeUnit.MILLISECONDS.toNanos(passedMillis);
        service.serveRequests();
        trials.resume(content);
        KnownVersion active = versions.active();
        if (active != null && !active.used() && slot.served.model().everOpened()) {
            versions.used(active.sha256());
            changed = true;
        }
        String promoted = trials.judge(passedMillis);
        if (promoted != null) {
            change(slot, trials.now().candidate().description().sha256(), promoted);
        }
        trials.followForm(slot.served.model());
        boolean reopened = !slot.reopen || slot.same || reopen(slot);
        Choice choice = versions.choice(settings());
        if (choice.sha256() != null) {
            KnownVersion left = versions.active();
            if (!left.barred() && versions.pin(settings()).isEmpty()) {
                enter(left, State.ACTIVE, choice.why(), true);
            }
            change(slot, choice.sha256(), choice.why());
        } else {
            trouble(reopened ? choice.problem() : opening.problem());
        }
        trials.tell(slot);
        changed |= files.prune(versions, settings());
        reconsider(slot);
        if (changed || trials.now() != null && now - savedNanos > SAVE_NANOS) {
            save();
        }
    }

    /** Content that waited for a reason that is no more is looked at again. */
    private void reconsider(ModelSlot slot) {
        boolean waits = content != null
                && !trials.isOn()
                && !slot.served.model().description().same(content)
                && place(content) != Place.HOLD;
        if (waits && slot.seenMillis != -1) {
            slot.seenMillis = -1;
            means.look().accept(bundle);
        }
    }

    /** Has another version serve; the one before stays until it does. */
    private void change(ModelSlot slot, String sha256, String why) {
        OnnxModel taken = trials.take(sha256);
        OnnxModel model = taken == null ? open(sha256) : taken;
        if (model == null) {
            return;
        }
        KnownVersion before = versions.active();
        means.succession().replace(bundle, slot, model, means.checks().get());
        if (before.barred() || !versions.pin(settings()).isEmpty()) {
            means.succession().endEarlier(bundle, "it shall not serve");
        }
        serves(slot, why, null);
        slot.kept |= files.serveFirst(model);
        trouble("");
        if (slot.refusal == null) {
            means.state().set(bundle.getBundleId(), Code.OK, BundleText.serves(bundle, model), "");
        }
    }

    /** Returns a kept version, opened and checked; null if that cannot be, which is told then. */
    OnnxModel open(String sha256) {
        OnnxModel model = opening.open(versions, sha256);
        if (model == null) {
            trouble(opening.problem());
        }
        return model;
    }

    /** Has what serves and what is on trial opened anew, as the engine's form wants it now; returns whether that was done. */
    private boolean reopen(ModelSlot slot) {
        OnnxModel model = opening.open(versions, versions.active().sha256());
        if (model == null) {
            return false;
        }
        slot.reopen = false;
        serving = model;
        means.succession().reopened(slot, model);
        trials.reopen(model, sha256 -> opening.open(versions, sha256));
        return true;
    }

    /** What is known has changed, and is to be kept. */
    void changed() {
        changed = true;
    }

    private void trouble(String text) {
        trouble = text;
        if (!text.isEmpty() && !text.equals(logged)) {
            LOG.warn("Model {}: {}", name, text);
        }
        logged = text;
    }

    /** Keeps what is known. */
    void save() {
        savedNanos = means.nanoTime().getAsLong();
        changed = false;
        files.save(versions);
    }

    /** Bars what serves, so that the one before it does. */
    void leave(String why) {
        KnownVersion active = versions.active();
        if (active != null) {
            versions.probation(false);
            enter(active, State.ACTIVE, why, true);
        }
    }

    /** Returns what there is to say under that code, null for nothing. */
    UpdateRefusal notice(Code code) {
        return new LifeNotices(this, versions, label()).of(code, content);
    }

    private Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("versions", (long) versions.all().size());
        counters.put(
                "versions.kept",
                versions.all().stream().filter(KnownVersion::kept).count());
        counters.put("versions.bytes", versions.bytes());
        versions.tally().count(counters);
        return counters;
    }

    private static long nowMillis() {
        return System.currentTimeMillis();
    }

    /** Withdraws what is on trial; files stay, and so does what is known. */
    void close() {
        trials.close();
        service.unregister();
        if (ownsForm) {
            form.unregister();
        }
    }
}
