/** The road of the cloud: requests of the application {@code MILLWRIGHT-V1}, over every connection that carries requests. */
package io.millwright.operation.request;
