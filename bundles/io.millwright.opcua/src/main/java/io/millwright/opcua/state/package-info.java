/** What the connection is doing, what is wrong, and what it counts. */
package io.millwright.opcua.state;
