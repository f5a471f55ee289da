/** Decisions and chosen tags of the last days in files on this gateway, and evidence of each decision that can be verified elsewhere. */
package io.millwright.operation.history;
