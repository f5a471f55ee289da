package io.millwright.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has heads go along with what becomes of their backbones: with one that comes, is opened anew, is replaced or goes. Used by the loader's
 * thread alone.
 */
final class Heads {
    private static final Logger LOG = LoggerFactory.getLogger(Heads.class);

    private final Backbones backbones;
    private final ModelSlots slots;
    private final Succession succession;
    private final ModelLives lives;
    private final Consumer<Bundle> again;

    /** @param again has a bundle looked at again as if it were new */
    Heads(Backbones backbones, ModelSlots slots, Succession succession, ModelLives lives, Consumer<Bundle> again) {
        this.backbones = backbones;
        this.slots = slots;
        this.succession = succession;
        this.lives = lives;
        this.again = again;
    }

    /** Notes what heads may be put behind now: what serves, then what served before and is still open. */
    void refresh() {
        List<OnnxModel> open = new ArrayList<>(slots.served());
        open.addAll(succession.open());
        backbones.set(open);
    }

    /** Has each head follow. */
    void follow() {
        refresh();
        for (Bundle bundle : slots.bundles()) {
            ModelSlot slot = slots.of(bundle);
            if (slot.awaits != null && backbones.find(slot.awaits) != null) {
                slot.awaits = null;
                look(bundle, slot);
            }
            ComposedSession head = composed(slot);
            if (head != null) {
                follow(bundle, slot, head);
            }
        }
    }

    private void follow(Bundle bundle, ModelSlot slot, ComposedSession head) {
        BackboneReference reference = head.description().backbone();
        OnnxModel best = backbones.find(reference);
        if (best == head.backbone() || best == null && backbones.named(reference.name()) != null) {
            // As it was trained, though perhaps another version has come beside it.
            return;
        }
        if (best != null) {
            if (!slot.reopen) {
                slot.reopen = true;
                look(bundle, slot);
            }
            return;
        }
        LOG.warn(
                "{}: {} ends, because its backbone {} is gone",
                BundleText.label(bundle),
                slot.served.model(),
                reference);
        lives.rest(bundle);
        succession.rest(bundle);
        slot.withdraw();
        look(bundle, slot);
    }

    private void look(Bundle bundle, ModelSlot slot) {
        slot.seenMillis = -1;
        again.accept(bundle);
    }

    private static ComposedSession composed(ModelSlot slot) {
        return slot.served != null && slot.served.model().session() instanceof ComposedSession head ? head : null;
    }

    /** Whether it is about to be put behind another backbone that fits. */
    private boolean goesOver(ComposedSession head) {
        OnnxModel best = backbones.find(head.description().backbone());
        return best != null && best != head.backbone();
    }

    /** Returns what there is to say of the backbone of a bundle's head, null while it is the one that serves. */
    UpdateRefusal notice(Bundle bundle) {
        ComposedSession head = composed(slots.of(bundle));
        if (head == null || slots.served().contains(head.backbone()) || goesOver(head)) {
            return null;
        }
        OnnxModel model = slots.servedBy(bundle);
        OnnxModel other = backbones.named(head.backbone().name());
        if (other == head.backbone()) {
            // Nothing serves in its place: its bundle brings a model of another name, which is told of that.
            return null;
        }
        boolean kept = succession.open().contains(head.backbone());
        return new UpdateRefusal(
                model.name(),
                model + " goes on with " + head.backbone() + ", on which it was trained, while " + other
                        + " serves in its place; both take memory"
                        + (kept
                                ? ""
                                : ", and after a restart it waits for " + head.backbone()
                                        + ", because an earlier version is kept instead"),
                "install the head that was trained on " + other + ", or install " + head.backbone() + " again");
    }
}
