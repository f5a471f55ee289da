/** The seams to the library: its threads and security provider, its transport and waits, its StatusCodes and times as ours. */
package io.millwright.opcua.milo;
