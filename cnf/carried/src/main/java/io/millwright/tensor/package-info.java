/** Elements of tensors in a runner's buffers. */
package io.millwright.tensor;
