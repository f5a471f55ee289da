/** The cloud connection behind a publisher, and reconnecting it when it is stuck. */
package io.millwright.pipeline.publish.kura;
