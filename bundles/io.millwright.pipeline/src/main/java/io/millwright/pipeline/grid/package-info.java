/** Samples become rows by their source time, with a quality each. Knows neither features nor models. */
package io.millwright.pipeline.grid;
