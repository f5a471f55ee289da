package io.millwright.planning.plan;

import io.millwright.decision.ModelIdentity;
import io.millwright.model.Model;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** What a plan was made from, by hashes. */
public final class Digests {
    /** What names a model, also one that is read back. */
    record Named(String name, String version, String sha256, String executionProvider) implements ModelIdentity {}

    private Digests() {}

    /** Returns what names a model, null for none. */
    public static ModelIdentity identity(Model model) {
        return model == null
                ? null
                : new Named(model.name(), model.version(), model.sha256(), model.executionProvider());
    }

    /** Returns a model as what plans are made with: its name → version and hash; empty where it is not there. */
    public static Map<String, String> tool(Model model) {
        return model == null ? Map.of() : Map.of(model.name(), model.version() + " " + model.sha256());
    }

    /** Returns the SHA-256 of settings and of inputs, in their order, with their names. */
    static String sha256(Object settings, Map<String, String> inputs) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((settings + "\0").getBytes(StandardCharsets.UTF_8));
            inputs.forEach((name, csv) -> {
                digest.update((name + "\0").getBytes(StandardCharsets.UTF_8));
                digest.update((csv + "\0").getBytes(StandardCharsets.UTF_8));
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
