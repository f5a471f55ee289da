package io.millwright.inference.kura;

import io.millwright.model.Model;
import java.util.stream.Collectors;
import org.eclipse.kura.ai.inference.ModelInfo;
import org.eclipse.kura.ai.inference.TensorDescriptor;

/** One version of a model as Kura sees it. Immutable. */
record ModelTensors(String label, InputTensors inputs, OutputTensors outputs, ModelInfo info) {
    private static final String PLATFORM = "onnxruntime_onnx";
    private static final int LISTED_CHARACTERS = 1_000;

    /** @throws Refused if wire records cannot carry what the model takes or gives */
    static ModelTensors of(Model model, EngineSettings settings, EngineCounters counters, EngineState.Once mixLogged)
            throws Refused {
        String mark = settings.pid() + ", model " + model.name();
        InputTensors inputs = new InputTensors(settings, model.name(), mark, model.inputs(), counters, mixLogged);
        OutputTensors outputs = new OutputTensors(settings.outputs(), model, mark);
        ModelInfo info = ModelInfo.builder(model.name())
                .platform(PLATFORM)
                .version(model.version())
                .addAllInputDescriptor(inputs.descriptors())
                .addAllOutputDescriptor(outputs.descriptors())
                .build();
        return new ModelTensors(model.name() + " " + model.version(), inputs, outputs, info);
    }

    /** Returns what a record must have and what comes out, for a person. */
    String words() {
        String names = String.join(", ", inputs.names());
        String out = info.getOutputs().stream().map(TensorDescriptor::getName).collect(Collectors.joining(", "));
        return "takes of each record " + shortened(names) + "; emits " + shortened(out);
    }

    private static String shortened(String text) {
        return text.length() <= LISTED_CHARACTERS ? text : text.substring(0, LISTED_CHARACTERS) + "...";
    }
}
