/** The metrics' address on a web server of Kura 5; loaded only where {@code javax.servlet} is there. */
package io.millwright.operation.metrics.javax;
