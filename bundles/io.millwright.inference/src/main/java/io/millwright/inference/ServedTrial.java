package io.millwright.inference;

import io.millwright.decision.Decision;
import io.millwright.inference.life.LifeSettings;
import io.millwright.inference.life.Tally;
import io.millwright.model.Model;
import io.millwright.model.ModelTrial;
import java.util.Hashtable;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A trial that is registered as a service: collects what pipelines report. Whoever made it ends it. Thread-safe. */
final class ServedTrial implements ModelTrial {
    private static final int MOST_UNFIT = 100;

    private final Stage stage;
    private final OnnxModel candidate;
    private final OnnxModel reference;
    private final Tally tally;
    private final Supplier<LifeSettings> settings;
    private final Runnable wake;
    /** Which assets the candidate decides if it is a canary. */
    private final String canaries;

    private final Map<String, String> unfit = new TreeMap<>();
    private ServiceRegistration<ModelTrial> registration;
    private boolean failed;

    /**
     * @param reference null in probation
     * @param wake called once when the candidate has failed; any thread
     */
    ServedTrial(
            Stage stage,
            OnnxModel candidate,
            OnnxModel reference,
            Tally tally,
            Supplier<LifeSettings> settings,
            Runnable wake) {
        this.stage = stage;
        this.candidate = candidate;
        this.reference = reference;
        this.tally = tally;
        this.settings = settings;
        this.wake = wake;
        canaries = settings.get().canaryText();
    }

    void register(BundleContext context) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(NAME, candidate.name());
        registration = context.registerService(ModelTrial.class, this, properties);
    }

    /** Ends the service; the candidate stays open. */
    void end() {
        if (registration != null) {
            ServedModel.end(registration);
            registration = null;
        }
    }

    /** Returns what the model's service says of it. */
    String text() {
        return candidate.version() + " " + stage + (stage == Stage.CANARY ? " " + canaries : "");
    }

    /** Whether the form chooses other assets by now: whoever runs the trial has to begin it anew. */
    boolean outdated() {
        return stage == Stage.CANARY && !canaries.equals(settings.get().canaryText());
    }

    Tally tally() {
        return tally;
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public OnnxModel candidate() {
        return candidate;
    }

    @Override
    public Model reference() {
        return reference;
    }

    @Override
    public boolean decides(String pipeline, String asset) {
        return stage == Stage.CANARY && settings.get().isCanary(pipeline, asset);
    }

    @Override
    public void ran(String pipeline, boolean ofCandidate, long windows, long failures, long nanos) {
        tally.ran(ofCandidate, windows, failures, nanos);
        look();
    }

    @Override
    public void compared(Decision one, Decision other) {
        tally.compared(one, other, settings.get().tolerancePercent());
        look();
    }

    @Override
    public void unpaired(String pipeline, long windows) {
        tally.unpaired(windows);
    }

    @Override
    public void unfit(String pipeline, String why) {
        synchronized (unfit) {
            if (why.isEmpty()) {
                unfit.remove(pipeline);
            } else if (unfit.size() < MOST_UNFIT) {
                unfit.put(pipeline, why);
            }
        }
    }

    /** With what is lacking for the next stage, and where the candidate cannot run. */
    @Override
    public Shown shown() {
        LifeSettings now = settings.get();
        String lack = stage == Stage.PROBATION || !now.promoteSelf() ? "" : tally.lack(now.promote(), true);
        String where = unfitText();
        return tally.shown(tally.forPeople()
                + (lack.isEmpty() ? "" : "; not yet promoted: " + lack)
                + (where.isEmpty() ? "" : "; cannot run in " + where));
    }

    /** Returns which pipelines cannot run the candidate, and why; empty if all can. */
    private String unfitText() {
        synchronized (unfit) {
            return unfit.entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + entry.getValue())
                    .collect(Collectors.joining("; "));
        }
    }

    private void look() {
        boolean news = false;
        synchronized (unfit) {
            if (!failed && !tally.failure(settings.get().abort()).isEmpty()) {
                failed = true;
                news = true;
            }
        }
        if (news) {
            wake.run();
        }
    }
}
