package io.millwright.bench;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a line is made of.
 *
 * @param simulator the simulator's options
 * @param models each writes a model's deployment package
 * @param gateway what the gateway is started with
 */
record LineSetup(List<String> simulator, List<ModelSource> models, GatewaySetup gateway) {
    LineSetup(List<String> simulator, ModelSource model, GatewaySetup gateway) {
        this(simulator, List.of(model), gateway);
    }

    /** Writes a model. */
    interface ModelSource {
        /** Writes its deployment package into the folder and returns its path. */
        Path write(Path folder) throws IOException, OrtException;
    }
}
