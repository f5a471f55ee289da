package io.millwright.pipeline.capture;

import io.millwright.decision.Picture;
import java.nio.ByteBuffer;

/** A picture of so many bytes that no test decodes. */
public record KeptPicture(
        String feature, boolean held, Format format, int width, int height, String colour, byte[] content)
        implements Picture {
    /** A JPEG of a camera. */
    public static KeptPicture jpeg(byte... content) {
        return new KeptPicture("camera", false, Format.JPEG, 640, 480, "", content);
    }

    @Override
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }
}
