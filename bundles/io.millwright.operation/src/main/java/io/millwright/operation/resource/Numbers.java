package io.millwright.operation.resource;

import java.util.Arrays;

/** Texts that came from outside, as numbers and words. */
final class Numbers {
    private Numbers() {}

    static long whole(String name, String given, long least, long most) throws Refusal {
        try {
            long value = Long.parseLong(given.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below with the limits.
        }
        throw Refusal.field(name, name + " is '" + given + "'", "give a whole number from " + least + " to " + most);
    }

    static String oneOf(String name, String given, String... words) throws Refusal {
        if (!Arrays.asList(words).contains(given)) {
            throw Refusal.field(name, name + " is '" + given + "'", "give one of " + String.join(", ", words));
        }
        return given;
    }
}
