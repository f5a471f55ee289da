package io.millwright.opcua.session;

import io.millwright.opcua.state.StateCode;

/**
 * Something to know of a connection whose tags are delivered.
 *
 * @param code the state where nothing worse is the case
 * @param text a sentence
 * @param remedy a sentence
 */
record Notice(StateCode code, String text, String remedy) {}
