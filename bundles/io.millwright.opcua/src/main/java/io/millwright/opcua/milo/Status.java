package io.millwright.opcua.milo;

import org.eclipse.milo.opcua.stack.core.StatusCodes;

/** StatusCodes (OPC UA Part 4, 7.39) in words, by the library's complete list of names. */
public final class Status {
    private Status() {}

    /** Returns the name and the number, for example {@code Bad_NodeIdUnknown (0x80340000)}. */
    public static String text(int status) {
        String hex = String.format("0x%08X", status);
        return StatusCodes.lookup(status & 0xFFFFFFFFL)
                .or(() -> StatusCodes.lookup(status & 0xFFFF0000L))
                .map(names -> names[0] + " (" + hex + ")")
                .orElse(hex);
    }
}
