/** Etched boards as an inspection camera sees them, drawn anew for each number, and what is wrong with each. */
package io.millwright.simulator.board;
