package io.millwright.inference.worker;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a model is run by.
 *
 * @param name as it is typed: CPU, CUDA, TensorRT, OpenVINO, QNN, XNNPACK, or that of a library's provider
 * @param library of a provider that is no part of ONNX Runtime, null for none
 * @param options for the provider
 * @param natives folder with an ONNX Runtime of the gateway's own, null for the packaged one
 */
public record ProviderSetup(String name, Path library, Map<String, String> options, Path natives) {
    /** What every ONNX Runtime has. */
    public static final String CPU = "CPU";

    public ProviderSetup {
        options = Map.copyOf(options);
    }

    /** Returns the processor, by the packaged ONNX Runtime. */
    public static ProviderSetup cpu() {
        return new ProviderSetup(CPU, null, Map.of(), null);
    }

    /** Whether it is an accelerator, or anything else but the processor by itself. */
    public boolean other() {
        return !name.equals(CPU);
    }
}
