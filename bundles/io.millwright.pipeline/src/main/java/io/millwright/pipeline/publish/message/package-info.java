/** What waits to share a message, and how a message is written. */
package io.millwright.pipeline.publish.message;
