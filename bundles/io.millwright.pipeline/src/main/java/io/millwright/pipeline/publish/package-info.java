/** The outbox: decisions become few messages to Kura's cloud publisher. */
package io.millwright.pipeline.publish;
