package io.millwright.decision;

import org.osgi.annotation.versioning.ProviderType;

/** The model that decided. Immutable. */
@ProviderType
public interface ModelIdentity {
    /** Returns the name. */
    String name();

    /** Returns the version. */
    String version();

    /** Returns the SHA-256 of the ONNX file, 64 lower-case hexadecimal digits. */
    String sha256();

    /** Returns the execution provider that was really in use. */
    String executionProvider();
}
