/** What is ordered: forecasts per part, the choice among them by cost, order proposals, and the check of a plan. */
package io.millwright.planning.stock;
