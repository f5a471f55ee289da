package io.millwright.opcua.acquire;

/**
 * Stands in for a value that no tag can deliver.
 *
 * @param text what it is and what to do instead, for the tag's state
 */
record UnsupportedType(String text) {}
