package io.millwright.opcua.acquire;

/** An acquisition's wish to be replaced by a new one in the same session. */
public record Renewal(Acquisition acquisition, String reason) {}
