package io.millwright.pipeline.advise;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.model.TensorSpec.Feature;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What a model saw, in the order of its columns, and its hash. Immutable but for the array, which nobody writes into. */
record Inputs(List<String> names, double[] values, String sha256) {
    /** Returns the values of a model's features, NaN for one that the snapshot does not have. */
    static Inputs of(FeatureSnapshot snapshot, List<Feature> features) {
        List<String> names = features.stream().map(Feature::name).toList();
        double[] values = new double[names.size()];
        MessageDigest digest = digest();
        for (int i = 0; i < values.length; i++) {
            int column = snapshot.features().indexOf(names.get(i));
            values[i] = column < 0 ? Double.NaN : snapshot.value(snapshot.rows() - 1, column);
            digest.update(names.get(i).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(ByteBuffer.allocate(Double.BYTES).putDouble(0, values[i]));
        }
        return new Inputs(names, values, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns the same number for the same inputs and model. */
    long seed(String modelSha256) {
        byte[] hash = digest().digest((sha256 + modelSha256).getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong();
    }

    /** Returns the name of a feature that lies outside what the model was trained with, or null. */
    String outsideRange(List<Feature> features) {
        for (int i = 0; i < values.length; i++) {
            // NaN, where a range is not known, is no limit.
            if (values[i] < features.get(i).min() || values[i] > features.get(i).max()) {
                return names.get(i);
            }
        }
        return null;
    }
}
