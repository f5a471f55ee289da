/** Configuration as a whole: shown, checked, applied all or nothing, and taken back by the gateway itself where its health drops. */
package io.millwright.operation.apply;
