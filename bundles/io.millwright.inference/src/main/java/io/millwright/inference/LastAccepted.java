package io.millwright.inference;

import io.millwright.inference.ModelChecks.Passed;
import java.io.IOException;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has what was accepted last of a bundle serve, where its present content does not. Used by the loader's thread alone. */
final class LastAccepted {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

    private final ModelStore store;
    private final Succession succession;
    private final ModelLives lives;
    private final Supplier<ModelChecks> checks;

    LastAccepted(ModelStore store, Succession succession, ModelLives lives, Supplier<ModelChecks> checks) {
        this.store = store;
        this.succession = succession;
        this.lives = lives;
        this.checks = checks;
    }

    /** Has it serve where nothing does; returns whether something does. */
    boolean serves(Bundle bundle, ModelSlot slot) {
        if (slot.served == null) {
            try {
                serve(bundle, slot);
            } catch (IOException | ModelRefused e) {
                LOG.warn("{}: the model that it kept does not serve: {}", BundleText.label(bundle), e.getMessage());
            }
        }
        return slot.served != null;
    }

    /** Has it serve, if there is one. */
    void serve(Bundle bundle, ModelSlot slot) throws IOException, ModelRefused {
        ModelContent content = store.find(bundle.getSymbolicName());
        if (content == null) {
            return;
        }
        try (StagedModel staged = store.stage(content)) {
            Passed passed = checks.get().pass(staged);
            succession.replace(bundle, slot, passed.model(), checks.get());
            lives.serves(bundle, slot, null, passed);
            lives.keep(bundle, staged);
            slot.kept = true;
        }
        succession.restoreFormers(bundle, slot, checks.get());
    }
}
