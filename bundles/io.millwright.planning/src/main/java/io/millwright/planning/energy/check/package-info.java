/** Whether a plan keeps to what it was made for, and what it costs: written from the problem, without the planner. */
package io.millwright.planning.energy.check;
