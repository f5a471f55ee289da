/** When power is used: forecast, strategy under prices and a peak charge, peak guard, and the check of a plan. */
package io.millwright.planning.energy;
