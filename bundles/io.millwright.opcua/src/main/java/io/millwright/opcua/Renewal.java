package io.millwright.opcua;

/** An acquisition's wish to be replaced by a new one in the same session. */
record Renewal(Acquisition acquisition, String reason) {}
