package io.millwright.inference;

/**
 * Why content that came to take a model's place does not serve.
 *
 * @param model the name that the content gives its model, null if it cannot be read
 * @param what bundle, file, key, value and problem, and what serves instead
 * @param remedy what to do
 */
record UpdateRefusal(String model, String what, String remedy) {}
