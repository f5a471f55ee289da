/** Says what contributed to decisions, by further runs of the model, off the lane. */
package io.millwright.pipeline.explain;
