package io.millwright.pipeline.shape;

import java.util.function.BooleanSupplier;

/** Decodes pictures, on a thread of its own. */
@FunctionalInterface
public interface PictureDecoder {
    /**
     * Decodes one picture.
     *
     * @param bytes encoded; may be changed, and serve the pixels returned
     * @param header what they say of themselves
     * @param shape of the input
     * @param over true once nobody waits any more; asked now and then
     * @throws UnusablePicture if the bytes are not what they say
     */
    Pixels decode(byte[] bytes, PictureHeader header, PictureShape shape, BooleanSupplier over) throws UnusablePicture;
}
