/**
 * One session, kept open through late, restarted and vanished servers: connecting, its pauses, which of two servers, trust that is
 * taken back, and how the tags of the running acquisition are. Everything runs on the thread of {@link io.millwright.opcua.session.Session}.
 */
package io.millwright.opcua.session;
