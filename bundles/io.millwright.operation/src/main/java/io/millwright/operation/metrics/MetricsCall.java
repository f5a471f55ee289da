package io.millwright.operation.metrics;

/**
 * A call of the address.
 *
 * @param method of HTTP
 * @param authorization header of that name, "" if it is not there
 * @param secure whether nobody on the way can read it: TLS, or from this machine
 */
public record MetricsCall(String method, String authorization, boolean secure) {}
