package io.millwright.inference.remote;

/** How tensors are sent. */
enum TensorData {
    /** Binary where the server offers it. */
    AUTO,
    /** As they lie. */
    BINARY,
    /** As JSON. */
    JSON
}
