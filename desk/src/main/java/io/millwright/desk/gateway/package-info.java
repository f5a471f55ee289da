/** Commands that ask gateways and steer them: one over its REST service, many over a broker. */
package io.millwright.desk.gateway;
