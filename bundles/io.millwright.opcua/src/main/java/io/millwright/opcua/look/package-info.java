/**
 * What people ask of a server before there are tags: its endpoints, its certificate, its address space and present values, for a
 * time that they set. {@code ConnectionLook} is a connection's, {@code AnyServer} asks without one.
 */
package io.millwright.opcua.look;
