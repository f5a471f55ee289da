/** Values as the training data saw them. */
package io.millwright.pipeline.reference;
