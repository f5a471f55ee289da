package io.millwright.opcua.settings;

import java.util.Arrays;

/** Turns the stored password into the one to send. */
@FunctionalInterface
public interface PasswordDecoder {
    /** Returns an array of its own, which the caller may overwrite. */
    char[] decode(Settings settings);

    /** Returns whether two settings hold the same password, however it is stored. */
    default boolean same(Settings one, Settings other) {
        if (one.storedPassword().equals(other.storedPassword())) {
            return true;
        }
        char[] first = decode(one);
        char[] second = decode(other);
        boolean same = Arrays.equals(first, second);
        Arrays.fill(first, '\0');
        Arrays.fill(second, '\0');
        return same;
    }
}
