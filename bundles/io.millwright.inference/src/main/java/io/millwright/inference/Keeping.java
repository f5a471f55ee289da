package io.millwright.inference;

import io.millwright.inference.ExtenderState.Code;
import java.io.IOException;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the files of what serves, so that it serves after a restart. Used by the loader's thread alone. */
final class Keeping {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

    private final ModelStore store;
    private final ExtenderState state;
    private final ModelLives lives;

    Keeping(ModelStore store, ExtenderState state, ModelLives lives) {
        this.store = store;
        this.state = state;
        this.lives = lives;
    }

    /** Keeps the files of what serves; returns whether they are kept. */
    boolean keep(Bundle bundle, ModelSlot slot, StagedModel staged) {
        try {
            store.keep(bundle.getSymbolicName(), staged);
            lives.keep(bundle, staged);
            slot.kept = true;
            return true;
        } catch (IOException e) {
            String text = BundleText.serves(bundle, slot.served.model()) + ", but its files could not be kept in "
                    + store.staging().getParent()
                    + " (" + e
                    + "): a refused update would leave no model after a restart";
            String remedy = "free space and make the Kura data directory writable; it is tried again";
            if (slot.news(Code.MODEL_NOT_KEPT.name())) {
                LOG.warn("{}. Remedy: {}", text, remedy);
            }
            state.set(bundle.getBundleId(), Code.MODEL_NOT_KEPT, text, remedy);
            return false;
        }
    }
}
