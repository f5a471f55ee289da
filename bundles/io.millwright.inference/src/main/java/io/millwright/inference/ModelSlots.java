package io.millwright.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.osgi.framework.Bundle;

/** What is known of every model bundle, in the order in which they came. Used by the loader's thread alone. */
final class ModelSlots {
    private final Map<Bundle, ModelSlot> slots = new LinkedHashMap<>();

    ModelSlot of(Bundle bundle) {
        return slots.get(bundle);
    }

    ModelSlot ofNew(Bundle bundle) {
        return slots.computeIfAbsent(bundle, any -> new ModelSlot());
    }

    ModelSlot remove(Bundle bundle) {
        return slots.remove(bundle);
    }

    /** Returns the bundles that there are now. */
    List<Bundle> bundles() {
        return List.copyOf(slots.keySet());
    }

    /** Returns the model that a bundle serves, null for none. */
    OnnxModel servedBy(Bundle bundle) {
        ModelSlot slot = slots.get(bundle);
        return slot == null || slot.served == null ? null : slot.served.model();
    }

    /** Returns what serves, in the order in which the bundles came. */
    List<OnnxModel> served() {
        return slots.values().stream()
                .filter(slot -> slot.served != null)
                .map(slot -> slot.served.model())
                .toList();
    }

    /** Returns whether a bundle other than this slot's serves a model of that name. */
    boolean othersServe(ModelSlot own, String model) {
        return slots.values().stream().anyMatch(slot -> slot != own && slot.serves(model));
    }

    /** Returns whether some bundle has this symbolic name, which may be null. */
    boolean anyCalled(String symbolicName) {
        return slots.keySet().stream().anyMatch(bundle -> Objects.equals(symbolicName, bundle.getSymbolicName()));
    }

    /** Has each service say what came to take its place and does not serve, whatever bundle brought it. */
    void tellUpdates() {
        for (ModelSlot slot : slots.values()) {
            if (slot.served != null) {
                slot.served.tell(
                        slot.refusal != null
                                ? slot.refusal
                                : refusalOf(slot.served.model().name()));
            }
        }
    }

    private UpdateRefusal refusalOf(String model) {
        return slots.values().stream()
                .map(slot -> slot.refusal)
                .filter(refusal -> refusal != null && model.equals(refusal.model()))
                .findFirst()
                .orElse(null);
    }

    /** Returns what there is to say of the process of a bundle's model, null while all is well. */
    UpdateRefusal trouble(Bundle bundle) {
        OnnxModel model = servedBy(bundle);
        String trouble = model == null ? "" : model.session().trouble();
        return trouble.isEmpty()
                ? null
                : new UpdateRefusal(
                        model.name(),
                        model + " does not run: " + trouble,
                        "nothing, unless it happens again and again: then leave the gateway more memory, or install"
                                + " another version");
    }

    /** Returns what there is to say of the provider that runs a bundle's model, null if it is the one that was wanted most. */
    UpdateRefusal fallback(Bundle bundle) {
        OnnxModel model = servedBy(bundle);
        String fallback = model == null ? "" : model.session().fallback();
        return fallback.isEmpty()
                ? null
                : new UpdateRefusal(
                        model.name(),
                        model + " is run by " + model.executionProvider() + ", not as wanted: " + fallback,
                        "see the reason; to try again change the form of the inference engine or restart the gateway");
    }

    /** Has a model, "" for every one, opened anew at the next look, and what does not serve looked at again; returns their bundles. */
    List<Bundle> reopen(String model) {
        List<Bundle> bundles = new ArrayList<>();
        slots.forEach((bundle, slot) -> {
            if (model.isEmpty() || slot.served == null || slot.serves(model)) {
                slot.seenMillis = -1;
                slot.reopen = slot.served != null;
                slot.lateTrials = 0;
                bundles.add(bundle);
            }
        });
        return bundles;
    }

    /** Returns what there is to say of another bundle that brings a model of the same name, null for nothing. */
    UpdateRefusal twice(Bundle bundle) {
        OnnxModel model = servedBy(bundle);
        if (model == null) {
            return null;
        }
        for (Map.Entry<Bundle, ModelSlot> other : slots.entrySet()) {
            if (!other.getKey().equals(bundle) && other.getValue().serves(model.name())) {
                return new UpdateRefusal(
                        model.name(),
                        BundleText.label(bundle) + " brings " + model + ", and "
                                + BundleText.label(other.getKey()) + " a model of the same name, "
                                + other.getValue().served.model()
                                + "; pipelines take the one with the higher version",
                        "uninstall the package that is not wanted, or give one of the models another name");
            }
        }
        return null;
    }

    /** Ends every service. */
    void withdraw() {
        slots.values().forEach(ModelSlot::withdraw);
        slots.clear();
    }
}
