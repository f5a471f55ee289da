package org.eclipse.kura.ai.inference;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Elements of one class, with the description of what they are. */
@ProviderType
public class Tensor {
    private final Class<?> type;
    private final TensorDescriptor descriptor;
    private final List<?> data;

    public <T> Tensor(Class<T> type, TensorDescriptor descriptor, List<T> data) {
        this.type = type;
        this.descriptor = descriptor;
        this.data = data;
    }

    public TensorDescriptor getDescriptor() {
        return descriptor;
    }

    /** Returns the elements, if they are of exactly this class. */
    @SuppressWarnings("unchecked")
    public <T> Optional<List<T>> getData(Class<T> type) {
        return this.type == type ? Optional.of((List<T>) data) : Optional.empty();
    }

    public Class<?> getType() {
        return type;
    }
}
