/** Counters and states as figures that monitoring systems read, behind a token of its own. */
package io.millwright.operation.metrics;
