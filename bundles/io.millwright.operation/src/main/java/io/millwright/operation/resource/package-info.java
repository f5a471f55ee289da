/** What can be asked and what can be done, by name: one table for the page, the requests and the desk. */
package io.millwright.operation.resource;
