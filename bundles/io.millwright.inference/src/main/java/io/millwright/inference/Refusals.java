package io.millwright.inference;

import io.millwright.inference.ExtenderState.Code;
import java.io.IOException;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says why a bundle's content does not serve, and has what was accepted before serve in its place. The loader's thread alone. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final ExtenderState state;
    private final Admission admission;
    private final LastAccepted lastAccepted;

    Refusals(ExtenderState state, Admission admission, LastAccepted lastAccepted) {
        this.state = state;
        this.admission = admission;
        this.lastAccepted = lastAccepted;
    }

    /**
     * Tells a refusal in the log and the state.
     *
     * @param name what the content calls its model, null if unknown
     * @return false if another look at the same content may end better
     */
    boolean tell(Bundle bundle, ModelSlot slot, ModelRefused refusal, String name) {
        slot.stopped = false;
        slot.awaits = refusal.lacks();
        Kept kept = serveKept(bundle, slot);
        slot.lateTrials = refusal.late() && slot.served == null ? slot.lateTrials + 1 : 0;
        boolean settled = !refusal.temporary() && kept.settled() && !LateTrials.repeated(slot.lateTrials);
        String what = BundleText.label(bundle) + (refusal.lacks() == null ? " refused: " : " waits for its backbone: ")
                + refusal.what() + "; "
                + (slot.served == null
                        ? "no model serves in its place" + kept.failure() + LateTrials.told(slot.lateTrials)
                        : slot.served.model() + " goes on serving");
        String remedy = refusal.remedy() + (settled || slot.lateTrials > 0 ? "" : "; it is checked again");
        slot.refusal = new UpdateRefusal(name, what, remedy);
        if (refusal.lacks() != null) {
            if (slot.news(what)) {
                LOG.warn("{}. Remedy: {}", what, remedy);
            }
            state.set(bundle.getBundleId(), Code.BACKBONE_MISSING, what, remedy);
            return settled;
        }
        if (slot.news(Code.MODEL_REFUSED.name()) || settled) {
            LOG.error("{}. Remedy: {}", what, remedy);
        }
        state.refused(bundle.getBundleId(), refusal.lacksKey() ? Code.KEY_MISSING : Code.MODEL_REFUSED, what, remedy);
        return settled;
    }

    /**
     * What became of the version that is kept.
     *
     * @param settled whether another look at it would end the same
     * @param failure why it does not serve, in brackets, empty where it does or need not
     */
    private record Kept(boolean settled, String failure) {}

    private Kept serveKept(Bundle bundle, ModelSlot slot) {
        if (slot.served != null || admission.known(bundle, slot.lookedSha256)) {
            return new Kept(true, "");
        }
        try {
            lastAccepted.serve(bundle, slot);
            return new Kept(true, "");
        } catch (IOException | ModelRefused e) {
            ModelRefused refused = e instanceof ModelRefused one ? one : null;
            if (slot.awaits == null && refused != null) {
                slot.awaits = refused.lacks();
            }
            boolean settled = refused != null && !refused.temporary();
            return new Kept(settled, " (the kept one failed as well: " + e.getMessage() + ")");
        }
    }
}
