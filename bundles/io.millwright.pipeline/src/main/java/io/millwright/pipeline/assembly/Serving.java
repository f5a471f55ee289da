package io.millwright.pipeline.assembly;

import io.millwright.form.Diagnosis;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.decide.ModelOffer;
import io.millwright.pipeline.decide.OpenModel;
import io.millwright.pipeline.lane.LanePool;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.state.Condition;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.MappingException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What decides: opens a model and has it decide, has the one of before go on where it cannot, and knows why nothing does. Changes are
 * made by one thread at a time, the assembly sees to it; what decides, and why nothing does, is read by any thread.
 */
final class Serving {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    /** Whether all of these are wanted still: a model takes long to open. */
    interface StillWanted {
        boolean test(PipelineConfiguration c, SourceOffer s, ModelOffer m);
    }

    private final LanePool pool;
    private final Counters counters;
    private final RunNumbers numbers;
    private final DecisionOutlet outlet;
    private final RunnerSlot slot;
    private final StillWanted stillWanted;
    private final Runnable opening;
    private final Object seeing;

    private volatile PictureDecoders decoders;
    private volatile Function<Model, ModelOffer> earlierVersions = model -> null;

    /** Whether an earlier version decides that has to show first that it can. */
    private volatile boolean proving;

    private volatile RunningPipeline running;
    private volatile Trouble trouble = new Trouble(Condition.STARTING, "configured a moment ago");
    private volatile Diagnosis refused = Diagnosis.NONE;

    /**
     * Creates what decides nothing yet.
     *
     * @param slot of the runner
     * @param opening run when a model is opened and none decides meanwhile
     * @param seeing held while what decides gives way to nothing
     */
    Serving(
            LanePool pool,
            Counters counters,
            RunNumbers numbers,
            DecisionOutlet outlet,
            RunnerSlot slot,
            StillWanted stillWanted,
            Runnable opening,
            Object seeing) {
        this.pool = pool;
        this.counters = counters;
        this.numbers = numbers;
        this.outlet = outlet;
        this.slot = slot;
        this.stillWanted = stillWanted;
        this.opening = opening;
        this.seeing = seeing;
    }

    /** Decodes pictures with these. */
    void decoders(PictureDecoders wanted) {
        decoders = wanted;
    }

    /** Returns what decodes pictures, or null. */
    PictureDecoders decoders() {
        return decoders;
    }

    /** Asks this what may have decided before a model did; null for nothing. */
    void earlierVersions(Function<Model, ModelOffer> wanted) {
        earlierVersions = wanted;
    }

    /** Returns what decides, or null. */
    RunningPipeline running() {
        return running;
    }

    /** Returns why nothing decides, null where something does. */
    Trouble trouble() {
        return trouble;
    }

    /** Returns why a newer model does not decide, empty where none was refused. */
    Diagnosis refused() {
        return refused;
    }

    /** Whether an earlier version decides that has to show first that it can. */
    boolean proving() {
        return proving;
    }

    /**
     * Has a model decide, the one of before where it cannot, or nothing, if neither can.
     *
     * @return when to do so again, in milliseconds; 0 for not before something changes
     */
    long reconcile(PipelineConfiguration c, SourceOffer s, ModelOffer m) {
        RunningPipeline now = running;
        boolean keeps = now != null && now.serves(c, s);
        boolean otherRules = keeps && now.configure(c);
        if (keeps && !otherRules && now.uses(m)) {
            trouble = null;
            refused = Diagnosis.NONE;
            return 0;
        }
        if (now != null && now.takeLoss()) {
            slot.lost();
        }
        if (keeps && !otherRules && proving && now.isUnproven()) {
            return 0;
        }
        proving = false;
        if (!keeps && (now == null || !now.uses(m)) && beginsWithEarlier(c, s, m)) {
            return 0;
        }
        try {
            return open(c, s, m, now, keeps);
        } catch (MappingException e) {
            refuse(keeps, Condition.MAPPING_ERROR, e.diagnosis());
        } catch (ModelException e) {
            refuse(keeps, Condition.MODEL_UNUSABLE, m.unusable(e));
            if (e.retryable()) {
                return Math.max(1, slot.waitMillis(m, c));
            }
        } catch (IllegalStateException e) {
            // Withdrawn between bind and open: its unbind, or the model that follows it, requests again.
            String text = "model " + m.title() + " was withdrawn: " + e.getMessage();
            refuse(keeps, Condition.MODEL_UNUSABLE, Diagnosis.of(text));
        }
        return 0;
    }

    /** Opens a model and has it decide; as {@link #reconcile}. */
    private long open(PipelineConfiguration c, SourceOffer s, ModelOffer m, RunningPipeline now, boolean keeps)
            throws MappingException, ModelException {
        FeaturePlan plan = plan(m, c);
        Diagnosis misfit = keeps && !now.takes(plan) ? now.misfit(plan) : null;
        if (misfit != null) {
            refuse(true, Condition.MODEL_UPDATE_REFUSED, misfit.after("model " + m.title() + " does not fit: "));
            return 0;
        }
        long wait = slot.waitMillis(m, c);
        if (wait > 0) {
            if (!keeps && now != null) {
                drop(trouble != null ? trouble : new Trouble(Condition.MODEL_OPENING, "model " + m.title()));
            }
            return wait;
        }
        if (now == null) {
            trouble = new Trouble(Condition.MODEL_OPENING, "model " + m.title());
            opening.run();
        }
        install(c, s, m, plan, slot.open(m, plan, c), keeps);
        return 0;
    }

    /**
     * Begins with the version that served before this model, if there is one and it wants other inputs, as if this model came as
     * its update: only with tags and values is it known whether it fits.
     */
    private boolean beginsWithEarlier(PipelineConfiguration c, SourceOffer s, ModelOffer m) {
        ModelOffer earlier = earlierVersions.apply(m.model());
        if (earlier == null) {
            return false;
        }
        try {
            FeaturePlan plan = plan(earlier, c);
            if (takesOver(m, c, plan)) {
                return false;
            }
            proving = install(c, s, m, plan, RunnerSlot.openOnce(earlier, plan, c), false);
            return true;
        } catch (MappingException | ModelException | IllegalStateException e) {
            LOG.info("{}: does not begin with {}, which served before: {}", c.pid(), earlier.title(), e.getMessage());
            return false;
        }
    }

    /** Returns how the tags fill the inputs of a model. */
    static FeaturePlan plan(ModelOffer m, PipelineConfiguration c) throws MappingException {
        return FeatureMapping.plan(
                        m.title(), FeatureMapping.filled(m.model()), m.model().rowPeriodMillis(), c)
                .with(m.model().reference());
    }

    /** Whether a model takes over from one of this plan in any case. */
    private static boolean takesOver(ModelOffer m, PipelineConfiguration c, FeaturePlan before) {
        try {
            return before.sameLayout(plan(m, c));
        } catch (MappingException e) {
            return false;
        }
    }

    /**
     * Has an opened model decide, unless something changed while it was opened.
     *
     * @param m the wanted model, of which the opened one may be an earlier version
     * @return whether it decides
     */
    private boolean install(
            PipelineConfiguration c, SourceOffer s, ModelOffer m, FeaturePlan plan, OpenModel opened, boolean keeps) {
        if (!stillWanted.test(c, s, m)) {
            opened.close();
            return false;
        }
        ModelOffer decides = opened.offer();
        if (keeps && running.takes(plan)) {
            running.swap(opened);
        } else {
            drop(null);
            RunningPipeline next = new RunningPipeline(c, s, plan, pool, decoders, counters, numbers, outlet);
            running = next;
            next.start(opened, keeps);
        }
        trouble = null;
        refused = Diagnosis.NONE;
        LOG.info(
                "{}: model {} ({}) decides from {} tags of '{}', {} rows of {} ms",
                c.pid(),
                decides.title(),
                decides.model().executionProvider(),
                plan.tagNames().size(),
                s.pid(),
                plan.rows(),
                c.periodMillis());
        return true;
    }

    /** A model that does not fit leaves the one before it serving. */
    private void refuse(boolean keeps, Condition condition, Diagnosis why) {
        if (keeps) {
            refused = why.with("; " + running.model().title() + " keeps deciding");
            trouble = null;
        } else {
            drop(new Trouble(condition, why));
        }
    }

    /** Has nothing decide, and knows why. */
    void drop(Trouble why) {
        RunningPipeline old = running;
        synchronized (seeing) {
            running = null;
            trouble = why;
            refused = Diagnosis.NONE;
        }
        if (old != null) {
            old.close();
        }
    }
}
