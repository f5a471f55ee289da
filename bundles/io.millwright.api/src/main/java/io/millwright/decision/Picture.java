package io.millwright.decision;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/** A picture that a model saw, encoded as it came but without comments, profiles and previews. Immutable. */
@ProviderType
public interface Picture {
    /** Returns the name of the feature that it fills. */
    String feature();

    /** Whether it counts until the next one comes, as what others are compared with does. */
    boolean held();

    /** Returns how it is encoded. */
    Format format();

    /** Returns the width, pixels. */
    int width();

    /** Returns the height, pixels. */
    int height();

    /** Returns the order of the bytes of {@link Format#RAW}: GRAY, RGB or BGR; "" for the others. */
    String colour();

    /** Returns the bytes, read-only, a fresh view; none where they are not in memory any more. */
    ByteBuffer bytes();

    /** How a picture is encoded. May grow. */
    enum Format {
        /** ISO/IEC 15948. */
        PNG,
        /** ISO/IEC 10918-1. */
        JPEG,
        /** Device-independent bitmap with a file header. */
        BMP,
        /** Rows from the top, a byte per channel. */
        RAW
    }
}
