/** The metrics' address on a web server of Kura 6; loaded only where {@code jakarta.servlet} is there. */
package io.millwright.operation.metrics.jakarta;
