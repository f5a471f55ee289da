package io.millwright.inference.remote;

/**
 * How requests are made.
 *
 * @param requestTimeoutMillis the longest time of one request, its wait for its turn included
 * @param retries at most so many further requests for one run
 * @param parallel requests at a time, over all pipelines
 */
record RemoteOptions(int requestTimeoutMillis, int retries, int parallel) {}
