/** Commands {@code model …}: from a stranger's ONNX file to a folder that a gateway takes, judged by the gateway's own classes. */
package io.millwright.desk.model;
