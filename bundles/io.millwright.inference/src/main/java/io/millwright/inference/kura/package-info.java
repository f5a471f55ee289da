/**
 * Kura's own AI road: our models behind Kura's {@code InferenceEngineService}, so that the AI component of a wire graph runs them.
 * Knows {@code Model} services only, whoever registers them.
 */
package io.millwright.inference.kura;
