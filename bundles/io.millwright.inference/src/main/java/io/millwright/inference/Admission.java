package io.millwright.inference;

import io.millwright.inference.ModelChecks.Passed;
import io.millwright.inference.worker.Workers;
import java.io.IOException;
import org.osgi.framework.Bundle;

/**
 * Lets a model into this process that was never in it before: after its trial in a process of its own, and never again where this process
 * ended while it was let in. Used by the loader's thread alone.
 */
final class Admission {
    private static final int SHOWN_DIGITS = 12;

    private final Workers workers;
    private final Placement placement;
    private final Trials trials;
    private final TrialMarks marks;
    private final ModelStore store;

    Admission(Placement placement, Trials trials, ModelStore store) {
        this.placement = placement;
        workers = placement.workers();
        this.trials = trials;
        this.store = store;
        marks = new TrialMarks(store.marks());
    }

    void begin() {
        marks.read();
        workers.clean();
        trials.start();
    }

    void end(long joinMillis) {
        try {
            trials.stop(joinMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.close();
    }

    /** Returns what there is to say where models cannot be tried, null where they can. */
    UpdateRefusal notice() {
        String missing = workers.missing();
        return missing.isEmpty()
                ? null
                : new UpdateRefusal(
                        null,
                        "models are let in without a trial in a process of their own, because " + missing,
                        "give the gateway a whole Java runtime and a data directory that is not mounted noexec");
    }

    /**
     * Returns whether the content may be let in now; false while its trial lasts, whose end has the bundle looked at again.
     *
     * @throws ModelRefused it did not pass, or this process ended when it was let in
     */
    boolean admits(Bundle bundle, StagedModel staged, ModelContent content) throws ModelRefused {
        String sha256 = staged.description().sha256();
        boolean known = known(bundle, sha256);
        if (known && !placement.elsewhere(staged)) {
            return true;
        }
        if (!known && marks.left(sha256)) {
            throw new ModelRefused(
                    DescriptionReader.FILE,
                    "sha256",
                    sha256.substring(0, SHOWN_DIGITS) + "...",
                    "the gateway ended while this model was let in, so it is not tried again",
                    "install another version, or uninstall this package and install it again");
        }
        return !workers.missing().isEmpty() || trials.passed(bundle, sha256, content, known);
    }

    /** Whether this content of the bundle was accepted before. */
    boolean known(Bundle bundle, String sha256) {
        try {
            return store.knows(bundle.getSymbolicName(), sha256);
        } catch (IOException e) {
            return false;
        }
    }

    /** Opens the model, unless its trial left it open where it is to run; the caller withdraws it. */
    Passed letIn(Bundle bundle, StagedModel staged, ModelChecks checks) throws ModelRefused {
        String sha256 = staged.description().sha256();
        Passed tried = trials.take(bundle, sha256);
        if (tried != null) {
            return checks.serve(tried);
        }
        if (known(bundle, sha256) || placement.elsewhere(staged)) {
            return checks.pass(staged);
        }
        marks.begin(sha256);
        try {
            return checks.pass(staged);
        } finally {
            marks.end(sha256);
        }
    }

    /** What serves of that bundle is to be opened anew, where it is to run now. */
    void again(Bundle bundle) {
        trials.forget(bundle);
    }

    /** A bundle is gone, and with it what was found of it. */
    void forget(Bundle bundle, String sha256) {
        trials.forget(bundle);
        if (sha256 != null) {
            marks.end(sha256);
        }
    }
}
