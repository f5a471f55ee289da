/** Rows become a model's inputs: which tag fills which feature, the last rows of all features, their units. */
package io.millwright.pipeline.window;
