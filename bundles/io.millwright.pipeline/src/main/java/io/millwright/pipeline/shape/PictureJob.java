package io.millwright.pipeline.shape;

import java.util.function.BooleanSupplier;

/** A picture that waits for a decoder, and the memory reserved for it. */
interface PictureJob {
    /** Decodes; throws nothing that is the picture's fault. */
    void decode(BooleanSupplier stopped);

    /** Says that it will not be decoded. */
    void giveUp();

    /** Returns what was reserved, bytes. */
    long reservedBytes();
}
