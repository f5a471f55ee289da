package io.millwright.inference.worker;

/**
 * A tensor on shared memory.
 *
 * @param elementType name of ONNX Runtime's Java type
 * @param bytes of all its elements
 */
public record SharedTensor(String name, String elementType, long[] shape, int bytes) {}
