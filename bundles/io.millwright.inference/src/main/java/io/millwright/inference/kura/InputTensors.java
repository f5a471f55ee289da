package io.millwright.inference.kura;

import io.millwright.inference.kura.EngineState.Code;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.kura.ai.inference.Tensor;
import org.eclipse.kura.ai.inference.TensorDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model's inputs as Kura's tensors: one per feature, by the name that its value has in the wire record; one for an input
 * without features. Immutable but for its log of a mix-up, thread-safe.
 *
 * <p>All AI components of a gateway share one adapter, which keeps the descriptors of whoever set them last: tensors of one
 * component's record may carry another's descriptors. The values are the record's own, each by its name. So names alone
 * decide here; a descriptor says, in a parameter, whose inputs it describes, which shows every mix-up.
 */
final class InputTensors {
    /** Parameter of a descriptor (String): engine and model whose input it describes. */
    static final String MARK = "millwright.inputs";

    private static final Logger LOG = LoggerFactory.getLogger(KuraInferenceEngine.PID);
    private static final int MOST_LISTED = 10;

    private final String model;
    private final String mark;
    private final EngineState.Once mixLogged;
    private final EngineCounters counters;
    private final InputValues values;
    private final Map<String, Port> ports = new LinkedHashMap<>();
    private final List<TensorDescriptor> descriptors = new ArrayList<>();

    /** One name of the record, and the features that take it. */
    private record Port(int number, List<InputSlot> slots) {}

    InputTensors(
            EngineSettings settings,
            String model,
            String mark,
            List<TensorSpec> inputs,
            EngineCounters counters,
            EngineState.Once mixLogged)
            throws Refused {
        this.model = model;
        this.mark = mark;
        this.counters = counters;
        this.mixLogged = mixLogged;
        this.values = new InputValues(model, counters);
        for (int i = 0; i < inputs.size(); i++) {
            add(settings, inputs.get(i), i);
        }
    }

    private void add(EngineSettings settings, TensorSpec spec, int input) throws Refused {
        if (spec.shape()[0] > 1) {
            throw new Refused(
                    Code.MODEL_UNUSABLE,
                    "model " + model + ": input " + spec.name() + " takes " + spec.shape()[0]
                            + " rows at once, and a wire record is one",
                    "export the model with a free first dimension, or use it in a pipeline");
        }
        for (InputSlot slot : InputSlot.of(spec, input)) {
            String type = ElementTypes.name(slot.type(), slot.name());
            String name = settings.channel(slot.name());
            Port port = ports.get(name);
            if (port == null) {
                ports.put(name, port = new Port(ports.size(), new ArrayList<>()));
                descriptors.add(TensorDescriptor.builder(name, type, List.of((long) slot.count()))
                        .addParameter(MARK, mark)
                        .build());
            } else if (port.slots().get(0).count() != slot.count()) {
                throw new Refused(
                        Code.MODEL_UNUSABLE,
                        EngineSettings.MAPPING_LABEL + ": '" + name + "' is to fill '" + slot.name() + "' of "
                                + slot.count() + " element(s) and '"
                                + port.slots().get(0).name() + "' of "
                                + port.slots().get(0).count(),
                        "give them different channels");
            }
            port.slots().add(slot);
        }
    }

    List<TensorDescriptor> descriptors() {
        return descriptors;
    }

    /** Returns the names that a record must have. */
    Collection<String> names() {
        return ports.keySet();
    }

    /**
     * Fills a runner's inputs.
     *
     * @param seen as many as names, for this call alone
     */
    void fill(List<Tensor> given, ModelRunner runner, boolean[] seen) throws Refused {
        String other = otherOwner(given);
        int missing = seen.length;
        Arrays.fill(seen, false);
        for (Tensor tensor : given) {
            String name = tensor.getDescriptor().getName();
            Port port = ports.get(name);
            // What no input takes may be there for another model of the chain.
            if (port == null) {
                continue;
            }
            if (seen[port.number()]) {
                throw new Refused(
                        Code.RECORDS_REFUSED,
                        "model " + model + ": input '" + name + "' comes twice",
                        "send each input once");
            }
            seen[port.number()] = true;
            missing--;
            for (InputSlot slot : port.slots()) {
                values.write(tensor, slot, runner.input(slot.input()));
            }
        }
        if (missing > 0) {
            throw missing(seen, other);
        }
    }

    /** Returns whose descriptors these are if not this model's, null if they are, and counts what is found. */
    private String otherOwner(List<Tensor> given) throws Refused {
        String other = null;
        boolean unmarked = false;
        for (Tensor tensor : given) {
            if (tensor == null || tensor.getDescriptor() == null) {
                throw new Refused(
                        Code.RECORDS_REFUSED,
                        "model " + model + ": a tensor is null or has no descriptor",
                        "send one tensor for each of " + listed(names()));
            }
            Map<String, Object> parameters = tensor.getDescriptor().getParameters();
            Object owner = parameters.get(MARK);
            if (owner == null) {
                unmarked |= !parameters.containsKey(OutputTensors.MARK);
            } else if (!mark.equals(owner)) {
                other = owner.toString();
            }
        }
        if (other != null) {
            counters.mixed.incrementAndGet();
            if (mixLogged.first()) {
                LOG.warn(
                        "{}: the AI component brought a record of its own with the inputs of {}: its adapter is shared by all AI"
                                + " components of the gateway. The values were taken by their names; a record that lacks one is"
                                + " refused. Counted in records.mixed, not logged again",
                        mark,
                        other);
            }
        } else if (unmarked) {
            counters.unmarked.incrementAndGet();
        }
        return other;
    }

    private Refused missing(boolean[] seen, String other) {
        List<String> names = ports.entrySet().stream()
                .filter(port -> !seen[port.getValue().number()])
                .map(Map.Entry::getKey)
                .toList();
        String what = "model " + model + ": no value for " + listed(names);
        if (other == null) {
            return new Refused(
                    Code.RECORDS_REFUSED,
                    what,
                    "name the channels of the asset so, or write feature=channel in '" + EngineSettings.MAPPING_LABEL
                            + "'; after a change of the model save the AI component once");
        }
        counters.mixedRefused.incrementAndGet();
        return new Refused(
                Code.RECORDS_REFUSED,
                what + ": the AI component took the inputs of " + other + " for those of this model",
                "give models that are used at the same time the same input names, or use pipelines");
    }

    private static String listed(Collection<String> names) {
        String text = names.stream().limit(MOST_LISTED).collect(Collectors.joining("', '", "'", "'"));
        return names.size() > MOST_LISTED ? text + " and " + (names.size() - MOST_LISTED) + " more" : text;
    }
}
