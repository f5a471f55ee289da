/** Reads the gateway's actual settings and tells in plain words what will lose data or block; applies what is safe. */
package io.millwright.operation.doctor;
