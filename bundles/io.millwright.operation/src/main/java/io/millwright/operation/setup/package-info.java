/** From a PLC's address to decisions in the cloud, step by step; what is made is ordinary configuration of the gateway, and can be undone. */
package io.millwright.operation.setup;
