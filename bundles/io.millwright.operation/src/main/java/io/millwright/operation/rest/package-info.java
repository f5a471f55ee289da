/** The road for programs: everything that can be asked and done, below the gateway's REST service and behind its login. */
package io.millwright.operation.rest;
