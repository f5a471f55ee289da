package io.millwright.pipeline.explain;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.model.Model;
import io.millwright.model.TensorSpec;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The inputs of a model in one decision, from what was kept of them. */
final class ExplainedInputs {
    private ExplainedInputs() {}

    /**
     * Returns the bytes of each input.
     *
     * @throws NotExplained if not all of them were kept
     */
    static ByteBuffer[] of(Model model, FeatureSnapshot snapshot) throws NotExplained {
        List<TensorSpec> specs = model.inputs();
        ByteBuffer[] inputs = new ByteBuffer[specs.size()];
        int column = 0;
        for (int i = 0; i < inputs.length; i++) {
            TensorSpec spec = specs.get(i);
            inputs[i] = snapshot.input(i);
            if (inputs[i] == null) {
                inputs[i] = ofScalars(model, i, snapshot, column);
            }
            int bytes = Players.elements(spec) * Elements.bytes(spec.type());
            if (inputs[i].capacity() == 0 || inputs[i].capacity() % bytes != 0) {
                throw new NotExplained("the input '" + spec.name() + "' has " + inputs[i].capacity()
                        + " bytes where the model takes " + bytes + ": the model is another one now");
            }
            column += (int) spec.features().stream()
                    .filter(feature -> feature.elements() == 1)
                    .count();
        }
        return inputs;
    }

    private static ByteBuffer ofScalars(Model model, int input, FeatureSnapshot snapshot, int column)
            throws NotExplained {
        TensorSpec spec = model.inputs().get(input);
        int columns = spec.features().size();
        boolean scalars = columns > 0
                && !Players.isState(model, input)
                && spec.features().stream().allMatch(feature -> feature.elements() == 1);
        int elements = Players.elements(spec);
        int rows = scalars ? elements / columns : 0;
        if (!scalars || column + columns > snapshot.features().size() || rows > snapshot.rows()) {
            throw new NotExplained("the input '" + spec.name() + "' was not kept");
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(elements * Elements.bytes(spec.type())).order(ByteOrder.nativeOrder());
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < columns; c++) {
                double value = snapshot.value(snapshot.rows() - rows + row, column + c);
                Elements.put(bytes, row * columns + c, spec.type(), value);
            }
        }
        return bytes.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }
}
