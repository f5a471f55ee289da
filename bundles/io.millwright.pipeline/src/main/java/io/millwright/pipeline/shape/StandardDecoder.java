package io.millwright.pipeline.shape;

import io.millwright.decision.Picture.Format;
import io.millwright.status.StatusCodes;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Decodes pictures without a header by itself, and files by the Java runtime's image library where there is one. */
final class StandardDecoder implements PictureDecoder {
    @Override
    public Pixels decode(byte[] bytes, PictureHeader header, PictureShape shape, BooleanSupplier over)
            throws UnusablePicture {
        if (header.format() == Format.RAW) {
            return new RawPixels(bytes, shape, header.fit());
        }
        int length = EncodedFiles.prepare(bytes, header);
        try {
            return ImageFile.read(bytes, length, header, over);
        } catch (IOException | RuntimeException e) {
            throw PictureHeader.corrupt("the " + header.format() + " is corrupt");
        } catch (LinkageError e) {
            throw new UnusablePicture(
                    StatusCodes.BAD_RESOURCE_UNAVAILABLE,
                    "this Java cannot decode pictures: install one with the module java.desktop");
        }
    }
}
