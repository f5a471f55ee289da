/** The configuration of one connection, as every room reads it. */
package io.millwright.opcua.settings;
