package io.millwright.pipeline.decide;

import io.millwright.model.Model;
import java.util.Objects;

/**
 * Which model decided. One instance is shared by all decisions that the same model made through a runner.
 *
 * @param name the model's name, its {@code kura.service.pid}
 * @param version the model's version
 * @param sha256 SHA-256 of the ONNX file, 64 lower-case hexadecimal digits
 * @param executionProvider the execution provider really in use, such as {@code CPUExecutionProvider}
 */
public record ModelIdentity(String name, String version, String sha256, String executionProvider)
        implements io.millwright.decision.ModelIdentity {
    /** Creates an identity. */
    public ModelIdentity {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(executionProvider, "executionProvider");
    }

    /** Returns who a model is. */
    static ModelIdentity of(Model model) {
        return new ModelIdentity(model.name(), model.version(), model.sha256(), model.executionProvider());
    }
}
