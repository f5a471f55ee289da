/** Benchmarks. Each prints what it does and ends with one line of JSON; docs/performance.md keeps the results. */
package io.millwright.bench;
