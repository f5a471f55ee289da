/** The last values of all tags, and the subscribers that get each new one. */
package io.millwright.opcua.fanout;
