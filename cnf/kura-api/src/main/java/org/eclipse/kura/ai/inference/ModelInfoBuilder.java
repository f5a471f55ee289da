package org.eclipse.kura.ai.inference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Makes a {@link ModelInfo}; a name, an input and an output are required. */
@ProviderType
public class ModelInfoBuilder {
    private final String name;
    private final Map<String, Object> parameters = new HashMap<>();
    private final List<TensorDescriptor> inputs = new ArrayList<>();
    private final List<TensorDescriptor> outputs = new ArrayList<>();
    private Optional<String> platform = Optional.empty();
    private Optional<String> version = Optional.empty();

    ModelInfoBuilder(String name) {
        this.name = name;
    }

    public ModelInfoBuilder platform(String platform) {
        this.platform = some(platform, this.platform);
        return this;
    }

    public ModelInfoBuilder version(String version) {
        this.version = some(version, this.version);
        return this;
    }

    private static Optional<String> some(String text, Optional<String> otherwise) {
        return text == null || text.isEmpty() ? otherwise : Optional.of(text);
    }

    public ModelInfoBuilder addParameter(String name, Object parameter) {
        parameters.put(name, parameter);
        return this;
    }

    public ModelInfoBuilder addAllInputDescriptor(List<TensorDescriptor> inputDescriptors) {
        inputs.addAll(inputDescriptors);
        return this;
    }

    public ModelInfoBuilder addAllOutputDescriptor(List<TensorDescriptor> outputDescriptors) {
        outputs.addAll(outputDescriptors);
        return this;
    }

    public ModelInfo build() {
        if (name == null || name.isEmpty() || inputs.isEmpty() || outputs.isEmpty()) {
            throw new IllegalArgumentException("A model needs a name, an input and an output");
        }
        return new ModelInfo(name, platform, version, parameters, inputs, outputs);
    }
}
