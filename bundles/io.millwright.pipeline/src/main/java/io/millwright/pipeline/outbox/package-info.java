/** The message and the outbox: decisions become few messages to Kura's cloud publisher. */
package io.millwright.pipeline.outbox;
