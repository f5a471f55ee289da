package io.millwright.planning.stock;

/**
 * What a policy came to in the past, by the trial, or over later periods. In value per period, all parts together. Immutable.
 *
 * @param policy its name
 * @param simple whether it is one that any program for stock has
 * @param fill share of what was asked for that was there
 * @param held what lay there at the end of a period
 * @param lost what was asked for and was not there
 * @param cost held, and lost times the price of a shortage
 */
public record Outcome(String policy, boolean simple, double fill, double held, double lost, double cost) {}
