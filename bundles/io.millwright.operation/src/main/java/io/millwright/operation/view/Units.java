package io.millwright.operation.view;

/** What is counted, beside its count. */
public final class Units {
    private Units() {}

    /**
     * Returns the unit of a count: of one the singular.
     *
     * @param units in the plural, such as {@code decisions}
     */
    public static String of(long count, String units) {
        return count == 1 && units.endsWith("s") ? units.substring(0, units.length() - 1) : units;
    }
}
