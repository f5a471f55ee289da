package io.millwright.model;

/**
 * Something that a model remembers: an output of one run that is an input of the next one of the same asset. Both have the same
 * type and shape. Whoever runs the model keeps it; it is zero where nothing went before.
 *
 * @param input index of the input, which nothing else fills
 * @param output index of the output
 */
public record State(int input, int output) {}
