package io.millwright.inference;

import io.millwright.inference.ExtenderState.Code;
import io.millwright.inference.ModelChecks.Passed;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lives of the models that serve: one per bundle and name. Says what becomes of content that a bundle brings, and has each life
 * go on. Used by the loader's thread alone.
 */
final class ModelLives {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLives.class);

    /** What is said of a bundle's versions, beside its state. */
    static final List<Code> NOTICES = List.of(Code.MODEL_HELD, Code.LIFE_TROUBLE, Code.ON_TRIAL);

    /** What lives need of the rest of the engine. */
    record Means(
            BundleContext context,
            ModelStore store,
            Succession succession,
            ExtenderState state,
            Supplier<ModelChecks> checks,
            Runnable wake,
            Consumer<String> reopen,
            Consumer<Bundle> look,
            LongSupplier nanoTime) {}

    private final Means means;
    private final ModelSlots slots;
    private final Map<Bundle, ServedLife> lives = new LinkedHashMap<>();

    ModelLives(Means means, ModelSlots slots) {
        this.means = means;
        this.slots = slots;
    }

    /** Returns what becomes of content that was staged; the one before it is to serve where it does not. */
    Place place(Bundle bundle, ModelSlot slot, ModelDescription content) {
        if (!before(bundle, slot, content)) {
            return Place.SERVE;
        }
        return life(bundle, content.name()).place(content);
    }

    /** Whether something of the same name, and not the same, serves or served last. */
    private boolean before(Bundle bundle, ModelSlot slot, ModelDescription content) {
        if (slot.served != null) {
            return slot.served.serves(content.name())
                    && !slot.served.model().description().same(content);
        }
        try {
            ModelDescription kept = means.store().keptDescription(bundle.getSymbolicName());
            return kept != null && kept.name().equals(content.name()) && !kept.same(content);
        } catch (IOException | ModelRefused e) {
            LOG.warn("{}: what it kept cannot be read: {}", BundleText.label(bundle), e.toString());
            return false;
        }
    }

    /** Whether content passed its checks before, whatever became of it since. */
    boolean knows(Bundle bundle, ModelDescription content) {
        return life(bundle, content.name()).knows(content.sha256());
    }

    /** What a bundle's slot has serves since now. */
    void serves(Bundle bundle, ModelSlot slot, StagedModel content, Passed passed) {
        ServedLife life = life(bundle, slot.served.model().name());
        life.serves(slot, "its package was installed", passed);
        if (content != null) {
            life.brings(content.description());
        }
    }

    /** A bundle brings what serves already. */
    void brings(Bundle bundle, ModelDescription content) {
        life(bundle, content.name()).brings(content);
    }

    /** The files of what serves are kept; keeps them as those of a version, too. */
    void keep(Bundle bundle, StagedModel staged) throws IOException {
        life(bundle, staged.description().name()).keep(staged);
    }

    /** Content does not serve yet: it waits, or it is on trial where it was let in. */
    void beside(Bundle bundle, ModelSlot slot, StagedModel staged, Passed passed) {
        ServedLife life = life(bundle, staged.description().name());
        life.brings(staged.description());
        life.beside(slot, staged, passed);
    }

    private ServedLife life(Bundle bundle, String name) {
        ServedLife life = lives.get(bundle);
        if (life != null && !life.name().equals(name)) {
            life.close();
            lives.remove(bundle);
            life = null;
        }
        if (life == null) {
            ServedLife first = lives.values().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElse(null);
            life = new ServedLife(means, bundle, name, first == null ? null : first.form());
            lives.put(bundle, life);
        }
        return life;
    }

    /** Has every life go on. */
    void tidy() {
        for (Bundle bundle : slots.bundles()) {
            ModelSlot slot = slots.of(bundle);
            ServedLife life = lives.get(bundle);
            if (life != null && slot.served != null && slot.served.serves(life.name())) {
                life.goOn(slot);
            }
        }
    }

    /** Returns what there is to say of a bundle's versions, null for nothing. */
    UpdateRefusal notice(Bundle bundle, Code code) {
        ServedLife life = lives.get(bundle);
        return life == null ? null : life.notice(code);
    }

    /** What a bundle brings cannot serve for now; it is as before a restart. */
    void rest(Bundle bundle) {
        ServedLife life = lives.get(bundle);
        if (life != null) {
            life.save();
            uninstalled(bundle);
        }
    }

    void uninstalled(Bundle bundle) {
        ServedLife life = lives.remove(bundle);
        if (life != null) {
            life.close();
            // Another bundle that brings the same name had its form.
            lives.values().stream()
                    .filter(one -> one.name().equals(life.name()))
                    .findFirst()
                    .ifPresent(ServedLife::ownForm);
        }
    }

    /** Ends all; their files stay. */
    void close() {
        lives.values().forEach(ServedLife::save);
        lives.values().forEach(ServedLife::close);
        lives.clear();
    }

    /** What becomes of content. */
    enum Place {
        /** It serves in place of what does. */
        SERVE,
        /** It is on trial beside what serves. */
        TRY,
        /** It waits. */
        HOLD
    }
}
