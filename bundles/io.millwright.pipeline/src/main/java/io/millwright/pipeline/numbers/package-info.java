/** Keeps the numbers of runs and decisions over restarts. */
package io.millwright.pipeline.numbers;
