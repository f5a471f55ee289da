/**
 * What runs in the worker: a JVM of its own with nothing on its class path but this package and ONNX Runtime. It opens one model, runs it
 * on memory that it shares with the gateway, and ends with its standard input.
 */
package io.millwright.inference.worker.child;
