package io.millwright.planning;

import io.millwright.model.Model;
import io.millwright.planning.shop.ModelScorer;
import io.millwright.planning.shop.Scorer.ScorerFailed;

/** A dispatch policy that stays open between plans, so that one comes at once. One borrower at a time; {@link #close} from any thread. */
final class KeptScorer implements AutoCloseable {
    /** Guarded by this object, like the next ones. */
    private Model model;

    private ModelScorer open;
    private boolean lent;
    private boolean closed;

    /** Returns it open, the same where it is the same model. To be given back. */
    ModelScorer borrow(Model wanted) throws ScorerFailed {
        ModelScorer former = null;
        synchronized (this) {
            if (open != null && model == wanted) {
                lent = true;
                return open;
            }
            former = open;
            open = null;
        }
        if (former != null) {
            former.close();
        }
        ModelScorer fresh = ModelScorer.open(wanted);
        synchronized (this) {
            model = wanted;
            open = fresh;
            lent = true;
        }
        return fresh;
    }

    /** Closes what is open unless it is of this model, null for none; by who borrows. */
    void keepOnly(Model there) {
        ModelScorer over;
        synchronized (this) {
            over = lent || model == there ? null : taken();
        }
        if (over != null) {
            over.close();
        }
    }

    /** The borrower needs it no more. */
    void giveBack() {
        ModelScorer over;
        synchronized (this) {
            lent = false;
            over = closed ? taken() : null;
        }
        if (over != null) {
            over.close();
        }
    }

    private ModelScorer taken() {
        ModelScorer was = open;
        open = null;
        model = null;
        return was;
    }

    /** Closes it, now or when it is given back. */
    @Override
    public void close() {
        ModelScorer over;
        synchronized (this) {
            closed = true;
            over = lent ? null : taken();
        }
        if (over != null) {
            over.close();
        }
    }
}
