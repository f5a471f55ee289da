/** The OPC UA StatusCode (Part 4, 7.39) as a 32-bit int. */
package io.millwright.status;
