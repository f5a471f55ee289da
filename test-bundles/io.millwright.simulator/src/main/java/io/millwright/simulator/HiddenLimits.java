package io.millwright.simulator;

/**
 * Limits that a server enforces and does not announce.
 *
 * @param perCall operations of one call of Read, CreateMonitoredItems or TranslateBrowsePathsToNodeIds
 * @param perSubscription items of one subscription
 * @param perResponse values of one publish response; the others follow in further ones
 */
record HiddenLimits(int perCall, int perSubscription, int perResponse) {
    /** None of them. */
    static final HiddenLimits NONE = new HiddenLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
}
