/** The page's place in the web admin of Kura 5; loaded only where {@code javax.servlet} is there. */
package io.millwright.operation.page.javax;
