package io.millwright.operation.setup;

import com.eclipsesource.json.JsonObject;

/**
 * What one set-up has made so far; written down before each thing is made, so that a restart in between leaves nothing that Undo does not
 * know. Immutable.
 */
record Draft(JsonObject values) {
    static final String URL = "url";
    static final String CONNECTION = "connection";
    static final String KEYSTORE = "keystore";

    /** There only where the set-up made the keystore: its file. */
    static final String KEYSTORE_FILE = "keystoreFile";

    /** Thumbprint of a certificate that the set-up was the first to trust. */
    static final String TRUSTED = "trusted";

    static final String MODEL = "model";
    static final String PIPELINE = "pipeline";

    /** The model that the pipeline was made for: another one may be chosen since. */
    static final String PREVIEWED = "previewed";

    /** There only where the set-up made the publisher. */
    static final String PUBLISHER = "publisher";

    static final String SAVED = "saved";
    static final Draft NONE = new Draft(new JsonObject());

    /** Returns a value, "" where it is not there. */
    String text(String key) {
        return values.getString(key, "");
    }

    /** Returns a copy with another value; "" takes it away. */
    Draft with(String key, String value) {
        JsonObject copy = new JsonObject(values);
        copy.remove(key);
        return new Draft(value.isEmpty() ? copy : copy.set(key, value));
    }

    /** Whether there is a pipeline, and the model that is chosen is the one that it was made for. */
    boolean isPreviewed() {
        return !text(PIPELINE).isEmpty() && text(PREVIEWED).equals(text(MODEL));
    }

    boolean isSaved() {
        return !text(SAVED).isEmpty();
    }

    boolean isNone() {
        return values.isEmpty();
    }
}
