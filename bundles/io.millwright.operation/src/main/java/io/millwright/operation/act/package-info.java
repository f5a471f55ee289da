/** What people and the cloud may do: each act is a few checks and a call of the service that does it. */
package io.millwright.operation.act;
