package io.millwright.opcua;

/** Turns the stored password into the one to send. */
@FunctionalInterface
interface PasswordDecoder {
    /** Returns an array of its own, which the caller may overwrite. */
    char[] decode(Settings settings);
}
