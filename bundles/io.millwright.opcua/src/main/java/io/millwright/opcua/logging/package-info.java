/** The log of the embedded libraries, and ours, in the gateway's log. */
package io.millwright.opcua.logging;
