package org.eclipse.kura.ai.inference;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Makes a {@link TensorDescriptor}; name, type and shape are required. */
@ProviderType
public class TensorDescriptorBuilder {
    private final String name;
    private final String type;
    private final List<Long> shape;
    private final Map<String, Object> parameters = new HashMap<>();

    TensorDescriptorBuilder(String name, String type, List<Long> shape) {
        this.name = name;
        this.type = type;
        this.shape = shape;
    }

    public TensorDescriptorBuilder addParameter(String name, Object parameter) {
        parameters.put(name, parameter);
        return this;
    }

    public TensorDescriptor build() {
        if (name == null || name.isEmpty() || type == null || type.isEmpty() || shape == null || shape.isEmpty()) {
            throw new IllegalArgumentException("A tensor needs a name, a type and a shape");
        }
        return new TensorDescriptor(name, type, Optional.empty(), shape, parameters);
    }
}
