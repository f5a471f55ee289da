package io.millwright.opcua.security;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A server's certificate that was accepted.
 *
 * @param chain as the server announced it, its own certificate first
 * @param names what it was asked for
 * @param verdict with what is wrong all the same
 */
public record ServerCertificate(List<X509Certificate> chain, ServerNames names, Verdict verdict) {}
