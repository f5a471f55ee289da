package io.millwright.simulator;

import java.util.Arrays;
import java.util.Locale;

/** How a camera's pictures are written. */
public enum PictureFormat {
    PNG,
    JPEG,
    BMP,
    /** Red, green, blue, a byte each, row by row from the top, without a header. */
    RAW;

    static PictureFormat parse(String text) {
        return Arrays.stream(values())
                .filter(format -> format.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Picture format \"" + text + "\" is unknown: write png, jpeg, bmp or raw."));
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
