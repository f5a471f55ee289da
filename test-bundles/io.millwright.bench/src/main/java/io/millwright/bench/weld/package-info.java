/** The weld scenario, measured on the simulator's truth. */
package io.millwright.bench.weld;
