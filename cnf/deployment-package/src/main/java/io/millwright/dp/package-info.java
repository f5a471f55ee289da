/** Writes deployment packages (OSGi Compendium 114) at build time; never on a gateway. */
package io.millwright.dp;
