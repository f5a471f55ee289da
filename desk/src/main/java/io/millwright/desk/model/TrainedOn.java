package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Whether a model was trained on the very file that it shall be judged by. */
final class TrainedOn {
    private TrainedOn() {}

    /** Whether model.json names this file's hash as that of its training data, anywhere in what it says of its training. */
    static boolean file(Path folder, Path data) throws IOException {
        String description = Files.readString(folder.resolve(ModelFiles.DESCRIPTION));
        try {
            JsonValue training = Json.parse(description).asObject().get("training");
            return training != null && training.toString().contains(sha256(data));
        } catch (ParseException | UnsupportedOperationException e) {
            // What is wrong with it is told by whoever opens the model.
            return false;
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (DigestInputStream digesting = new DigestInputStream(in, digest)) {
                digesting.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
