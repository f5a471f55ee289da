/** What is known of the messages handed over: confirmations, counters, how the publisher fares. */
package io.millwright.pipeline.publish.confirm;
