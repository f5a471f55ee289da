package io.millwright.pipeline.window;

import io.millwright.decision.Picture;
import io.millwright.pipeline.shape.EncodedPicture;
import java.nio.ByteBuffer;

/** A picture of a window, and which feature it fills. Immutable. */
record SeenPicture(String feature, boolean held, EncodedPicture encoded) implements Picture {
    @Override
    public Format format() {
        return encoded.format();
    }

    @Override
    public int width() {
        return encoded.width();
    }

    @Override
    public int height() {
        return encoded.height();
    }

    @Override
    public String colour() {
        return encoded.colour();
    }

    @Override
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(encoded.bytes()).asReadOnlyBuffer();
    }
}
