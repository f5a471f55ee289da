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

    Notices(ExtenderState state, ModelSlots slots, Succession succession, Admission admission, ModelLives lives) {
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
            tellFallback(bundle, slots.fallback(bundle));
            OnnxModel served = slots.servedBy(bundle);
            state.computes(id, served == null ? "" : served.batches());
            for (Code code : ModelLives.NOTICES) {
                state.notice(id, code, lives.notice(bundle, code));
            }
        }
        succession.tell();
    }

    private void tellFallback(Bundle bundle, UpdateRefusal fallback) {
        boolean news = state.notice(bundle.getBundleId(), Code.PROVIDER_FALLBACK, fallback);
        if (news && fallback != null) {
            LOG.warn("{}: {}. Remedy: {}", BundleText.label(bundle), fallback.what(), fallback.remedy());
        } else if (news) {
            LOG.info("{}: is run as wanted", BundleText.label(bundle));
        }
    }
}
