package io.millwright.inference;

import io.millwright.inference.ExtenderState.Code;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What there is to say of models that serve, in the state and to whoever uses them. Used by the loader's thread alone. */
final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

    private final ExtenderState state;
    private final ModelSlots slots;
    private final Succession succession;
    private final Admission admission;
    private final ModelLives lives;
    private final Heads heads;

    Notices(
            ExtenderState state,
            ModelSlots slots,
            Succession succession,
            Admission admission,
            ModelLives lives,
            Heads heads) {
        this.heads = heads;
        this.state = state;
        this.slots = slots;
        this.succession = succession;
        this.admission = admission;
        this.lives = lives;
    }

    void tell() {
        slots.tellUpdates();
        for (Bundle bundle : slots.bundles()) {
            long id = bundle.getBundleId();
            state.notice(id, Code.MODEL_RENAMED, succession.former(bundle));
            state.notice(id, Code.MODEL_TWICE, slots.twice(bundle));
            state.notice(id, Code.WORKER_MISSING, admission.notice());
            state.notice(id, Code.WORKER_RESTARTING, slots.trouble(bundle));
            tell(bundle, Code.BACKBONE_CHANGED, heads.notice(bundle), "goes with the backbone that serves");
            tell(bundle, Code.PROVIDER_FALLBACK, slots.fallback(bundle), "is run as wanted");
            OnnxModel served = slots.servedBy(bundle);
            state.computes(id, served == null ? "" : served.batches());
            for (Code code : ModelLives.NOTICES) {
                state.notice(id, code, lives.notice(bundle, code));
            }
        }
        succession.tell();
    }

    private void tell(Bundle bundle, Code code, UpdateRefusal notice, String over) {
        boolean news = state.notice(bundle.getBundleId(), code, notice);
        if (news && notice != null) {
            LOG.warn("{}: {}. Remedy: {}", BundleText.label(bundle), notice.what(), notice.remedy());
        } else if (news) {
            LOG.info("{}: {}", BundleText.label(bundle), over);
        }
    }
}
