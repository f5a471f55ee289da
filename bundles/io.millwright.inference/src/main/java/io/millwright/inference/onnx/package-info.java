/** Reads ONNX files without executing anything: what a file is made of is judged before ONNX Runtime sees it. */
package io.millwright.inference.onnx;
