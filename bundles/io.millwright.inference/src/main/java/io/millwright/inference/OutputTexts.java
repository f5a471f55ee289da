package io.millwright.inference;

import io.millwright.inference.OutputReading.Element;
import io.millwright.model.TensorSpec.ElementType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The texts that the elements of outputs may be: the labels of the readings there. */
final class OutputTexts {
    private OutputTexts() {}

    static List<Tensor> of(List<Tensor> outputs, List<OutputReading> readings) {
        List<Tensor> known = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Tensor output = outputs.get(i);
            known.add(output.type() == ElementType.STRING ? output.withTexts(texts(i, output, readings)) : output);
        }
        return known;
    }

    private static List<List<String>> texts(int output, Tensor tensor, List<OutputReading> readings) {
        List<List<String>> texts = new ArrayList<>(Collections.nCopies(tensor.elementsPerRow(), List.of()));
        for (OutputReading reading : readings) {
            Element element = reading.value();
            if (element.output() == output) {
                texts.set(element.index(), reading.labels());
            }
        }
        return texts;
    }
}
