/**
 * Whom a session trusts, as whom it comes, and how it sends a password. {@code ServerTrust} decides about a server, by the rules of
 * {@code CertificateCheck} and what {@code CertificateStores} hold; {@code OwnCertificates} are ours, {@code UserIdentity} is who logs in.
 */
package io.millwright.opcua.security;
