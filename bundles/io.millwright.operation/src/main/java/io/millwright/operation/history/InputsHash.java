package io.millwright.operation.history;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.operation.resource.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * SHA-256 of what a model saw: each feature's name in UTF-8 and a zero byte; rows and columns as 32-bit numbers; then all values row by
 * row, the oldest row first, as 64-bit IEEE 754, every NaN as 7ff8000000000000. Numbers are big-endian. Pictures and arrays are not in it.
 */
final class InputsHash {
    private InputsHash() {}

    /** Returns it, "" where the inputs were not kept. */
    static String of(FeatureSnapshot inputs) {
        if (inputs == null) {
            return "";
        }
        MessageDigest digest = Sha256.digest();
        for (String feature : inputs.features()) {
            digest.update(feature.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        int columns = inputs.features().size();
        ByteBuffer shape = ByteBuffer.allocate(2 * Integer.BYTES);
        digest.update(shape.putInt(inputs.rows()).putInt(columns).array());
        ByteBuffer row = ByteBuffer.allocate(columns * Double.BYTES);
        for (int i = 0; i < inputs.rows(); i++) {
            row.clear();
            for (int column = 0; column < columns; column++) {
                row.putLong(Double.doubleToLongBits(inputs.value(i, column)));
            }
            digest.update(row.array());
        }
        return Sha256.of(digest);
    }
}
