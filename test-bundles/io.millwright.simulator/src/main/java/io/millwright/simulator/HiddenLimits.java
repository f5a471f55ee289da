package io.millwright.simulator;

/**
 * Limits that a server enforces and does not announce.
 *
 * @param perCall operations of one call of Read, CreateMonitoredItems or TranslateBrowsePathsToNodeIds
 * @param perSubscription items of one subscription
 */
record HiddenLimits(int perCall, int perSubscription) {}
