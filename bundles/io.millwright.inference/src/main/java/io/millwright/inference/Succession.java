package io.millwright.inference;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * What serves in whose place: a bundle's new model in that of its old one, and beside it what somebody may still decide with. Used by
 * the loader's thread alone.
 */
final class Succession {
    private final BundleContext context;
    private final ModelSlots slots;
    private final FormerModels formers;
    private final EarlierVersions earlier;

    Succession(BundleContext context, ModelSlots slots, FormerModels formers, EarlierVersions earlier) {
        this.context = context;
        this.slots = slots;
        this.formers = formers;
        this.earlier = earlier;
    }

    /** Ends what nobody needs any more. */
    void tidy() {
        formers.endUnused();
        earlier.endUnused(slots::servedBy);
    }

    /** Returns what the state says of the first model that a bundle brought under another name, or null. */
    UpdateRefusal former(Bundle bundle) {
        return formers.of(bundle);
    }

    /** Has each former model say what became of its bundle. */
    void tell() {
        formers.tell();
    }

    /** The new service is there before the old one goes: a consumer never sees none. */
    void replace(Bundle bundle, ModelSlot slot, OnnxModel model, ModelChecks checks) {
        ServedModel old = slot.served;
        // Nobody has seen what served while this one was tried: what it was kept for is still to be found.
        boolean unseen = slot.meanwhile && !old.model().everOpened() && !earlier.has(bundle);
        slot.meanwhile = false;
        if (old != null && old.serves(model.name())) {
            // Before its successor is offered: whoever cannot use that one looks for it.
            boolean stays = !unseen && earlier.keep(bundle, old.model(), model);
            if (unseen) {
                earlier.restore(bundle, model, checks);
            }
            slot.served = ServedModel.register(context, model);
            if (stays) {
                old.unregister();
            } else {
                old.withdraw();
            }
            return;
        }
        if (old == null) {
            earlier.restore(bundle, model, checks);
        } else {
            setAside(bundle, slot, model);
        }
        ServedModel former = earlier.has(bundle) ? null : formers.handOver(bundle, model);
        if (former != null) {
            earlier.adopt(bundle, former.model());
        }
        slot.served = ServedModel.register(context, model);
        formers.replaced(model.name());
        if (former != null) {
            former.unregister();
        }
    }

    /** The same model, opened anew: nothing of it is kept. */
    void reopened(ModelSlot slot, OnnxModel model) {
        ServedModel old = slot.served;
        slot.served = ServedModel.register(context, model);
        old.withdraw();
    }

    /** Whoever chose what a bundle brought by its name goes on with it when the bundle brings a model of another name. */
    private void setAside(Bundle bundle, ModelSlot slot, OnnxModel successor) {
        ServedModel old = slot.served;
        OnnxModel fitting = earlier.inUse(bundle, old.model());
        if (slots.othersServe(slot, old.model().name())) {
            earlier.end(bundle, "another bundle brings its model");
            old.withdraw();
        } else if (fitting != null) {
            formers.adopt(bundle, ServedModel.register(context, fitting), successor);
            earlier.handedOver(bundle);
            old.withdraw();
        } else {
            earlier.end(bundle, "the bundle brings another model");
            formers.keep(bundle, old, successor);
        }
        slot.served = null;
    }

    /** Serves, once, what a bundle brought under other names before a restart. */
    void restoreFormers(Bundle bundle, ModelSlot slot, ModelChecks checks) {
        if (!slot.formersServe) {
            slot.formersServe = true;
            Predicate<String> serves = name -> slots.othersServe(slot, name);
            formers.restore(bundle, slot.served.model(), checks, serves);
        }
    }

    /** Returns what served before and is still open. */
    List<OnnxModel> open() {
        return Stream.concat(earlier.open().stream(), formers.open().stream()).toList();
    }

    /** A bundle's model cannot serve for now, nor can the version before; the files of both stay. */
    void rest(Bundle bundle) {
        earlier.rest(bundle);
    }

    /** Nobody is to decide with the version before any more. */
    void endEarlier(Bundle bundle, String why) {
        earlier.end(bundle, why);
    }

    /** Ends what was kept of a bundle's models. */
    void uninstalled(Bundle bundle) {
        formers.uninstalled(bundle);
        earlier.end(bundle, "uninstalled");
    }

    /** Withdraws all; their files stay. */
    void close() {
        formers.close();
        earlier.close();
    }
}
