/** Models that a server of the Open Inference Protocol computes: one configured component = one {@code Model} service. */
package io.millwright.inference.remote;
