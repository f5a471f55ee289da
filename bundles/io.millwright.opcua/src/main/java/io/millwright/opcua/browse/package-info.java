/** A look at what a server has: its address space and present values. Knows of no tag table and of no subscription. */
package io.millwright.opcua.browse;
