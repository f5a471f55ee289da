package io.millwright.pipeline.shape;

import java.util.function.BooleanSupplier;

/** A picture that waits for a decoder, and the memory reserved for it. */
interface PictureJob {
    /** Decodes; throws nothing that is the picture's fault. */
    void decode(BooleanSupplier stopped);

    /** Says that it will not be decoded, though somebody waits for it. */
    void giveUp();

    /** Says that nobody waits for it any more. */
    void drop();

    /** Returns what was reserved, bytes. */
    long reservedBytes();
}
