/** Samples that are no numbers: arrays and pictures, kept in rings, decoded off the lane, copied into a model's input. */
package io.millwright.pipeline.shape;
