/** Who paused a pipeline, kept over restarts. */
package io.millwright.pipeline.pause;
