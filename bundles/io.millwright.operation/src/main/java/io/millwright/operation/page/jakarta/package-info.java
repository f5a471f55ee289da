/** The page's place in the web admin of Kura 6; loaded only where {@code jakarta.servlet} is there. */
package io.millwright.operation.page.jakarta;
