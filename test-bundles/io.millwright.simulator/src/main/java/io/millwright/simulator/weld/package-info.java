/** Physics of a welding cell: what a weld is worth by published relations, and data sets of it. Knows no OPC UA. */
package io.millwright.simulator.weld;
