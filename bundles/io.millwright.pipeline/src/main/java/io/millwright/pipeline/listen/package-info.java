/** Decisions for whoever wants to know beside the cloud. */
package io.millwright.pipeline.listen;
