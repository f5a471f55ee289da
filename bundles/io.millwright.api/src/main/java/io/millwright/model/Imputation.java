package io.millwright.model;

/**
 * What stands in where a feature has no usable value; a decision is UNCERTAIN then.
 *
 * @param hold whether the feature's last usable value does, as long as it is not older than {@code limitMillis}; else {@code value}
 * @param value the number, of categories the index; NaN with {@code hold}
 * @param limitMillis greatest age of a value that is held, in milliseconds by source time; 0 without {@code hold}
 */
public record Imputation(boolean hold, double value, long limitMillis) {}
