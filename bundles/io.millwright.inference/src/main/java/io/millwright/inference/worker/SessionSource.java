package io.millwright.inference.worker;

import java.nio.file.Path;
import java.util.List;

/**
 * What a session is opened from.
 *
 * @param onnx the file
 * @param data further files with its weights, which lie beside it and are called by their names
 * @param secret whether it lies in memory and must not be written to a disk
 */
public record SessionSource(Path onnx, List<Path> data, boolean secret) {
    /** Creates one. */
    public SessionSource {
        data = List.copyOf(data);
    }
}
