package io.millwright.opcua.security;

/**
 * What a server's certificate has to say about the server.
 *
 * @param host of the endpoint URL
 * @param applicationUri that the server announces, may be null
 */
public record ServerNames(String host, String applicationUri) {}
