/** Benchmarks that open up the inference bundle. */
package io.millwright.inference;
