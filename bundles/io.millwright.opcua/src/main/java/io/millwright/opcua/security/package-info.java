/** Whom a session trusts, as whom it comes, and how it sends a password. */
package io.millwright.opcua.security;
