package io.millwright.unload;

/** Compared in a loader of its own. */
public record Compared(String name) {}
