/** What a pipeline is doing, in words and in counters. */
package io.millwright.pipeline.state;
