/** From the source's thread to a decision: the queue in between, and the serial order in which samples are worked off. */
package io.millwright.pipeline.lane;
