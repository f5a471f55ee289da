package io.millwright.inference;

/** A model that did not pass. The message names file, key, value, what is wrong and the remedy. */
final class ModelRefused extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int VALUE_CHARACTERS = 300;

    /** What the refusal says of another look at the same content. */
    private enum Again {
        /** It ends the same. */
        THE_SAME,
        /** It may pass later: disk, memory or time was short. */
        LATER,
        /** The same, of memory alone: there may be room when something else goes. */
        MEMORY,
        /** The same, of a key: somebody may add it. */
        WITH_A_KEY,
        /** It may pass when another model comes. */
        WITH_A_BACKBONE,
        /** It may pass when the gateway has less to do: its trial was not over in time. */
        WITH_TIME,
        /** Files do not belong together, as happens also while a bundle is being replaced. */
        AT_ONCE
    }

    private final Again again;

    /** Of a head that waits for it, else null. */
    private final transient BackboneReference backbone;

    private final String what;
    private final String remedy;

    ModelRefused(String file, String key, Object value, String problem, String remedy) {
        this(file, key, value, problem, remedy, null);
    }

    ModelRefused(String file, String key, Object value, String problem, String remedy, Throwable cause) {
        this(file, key, value, problem, remedy, cause, Again.THE_SAME);
    }

    private ModelRefused(
            String file, String key, Object value, String problem, String remedy, Throwable cause, Again again) {
        this(file, key, value, problem, remedy, cause, again, null);
    }

    private ModelRefused(
            String file,
            String key,
            Object value,
            String problem,
            String remedy,
            Throwable cause,
            Again again,
            BackboneReference backbone) {
        super(what(file, key, value, problem) + ". Remedy: " + remedy, cause);
        this.backbone = backbone;
        this.again = again;
        this.what = what(file, key, value, problem);
        this.remedy = remedy;
    }

    /** Returns a refusal for trouble that may pass; {@code cause} may be null. */
    static ModelRefused forNow(String file, String key, Object value, String problem, String remedy, Throwable cause) {
        return new ModelRefused(file, key, value, problem, remedy, cause, Again.LATER);
    }

    /** Returns a refusal of a model whose trial was not over in time; nothing else is known against it. */
    static ModelRefused forTime(String file, String key, Object value, Throwable cause) {
        return new ModelRefused(
                file,
                key,
                value,
                "takes too long in its trial",
                "use a smaller model, or install it again while the gateway has less to do",
                cause,
                Again.WITH_TIME);
    }

    /** Returns a refusal for memory that does not suffice now. */
    static ModelRefused forMemory(String file, Object value, String problem) {
        return new ModelRefused(
                file,
                "memory",
                value,
                problem,
                "free memory on the gateway, or use a smaller model",
                null,
                Again.MEMORY);
    }

    /** Returns a refusal of a secret model whose key is not here: it may come. */
    static ModelRefused forKey(String key, Object value, String problem, String remedy) {
        return new ModelRefused(DescriptionReader.FILE, key, value, problem, remedy, null, Again.WITH_A_KEY);
    }

    /** Returns a refusal of a head whose backbone is not here: it may come. */
    static ModelRefused forBackbone(
            BackboneReference wanted, String file, String key, Object value, String problem, String remedy) {
        return new ModelRefused(file, key, value, problem, remedy, null, Again.WITH_A_BACKBONE, wanted);
    }

    /** Returns a refusal for files that do not belong together. */
    static ModelRefused mixed(String file, String key, Object value, String problem, String remedy) {
        return new ModelRefused(file, key, value, problem, remedy, null, Again.AT_ONCE);
    }

    private static String what(String file, String key, Object value, String problem) {
        return file + ": " + shortened(key) + " = " + shortened(value) + ": " + problem;
    }

    /** Returns file, key, value and what is wrong. */
    String what() {
        return what;
    }

    /** Returns what to do. */
    String remedy() {
        return remedy;
    }

    boolean temporary() {
        return again == Again.LATER || again == Again.MEMORY || again == Again.WITH_A_KEY;
    }

    /** Whether its trial was not over in time. */
    boolean late() {
        return again == Again.WITH_TIME;
    }

    /** Whether memory did not suffice. */
    boolean memory() {
        return again == Again.MEMORY;
    }

    /** Whether it is secret, and its key is not here. */
    boolean lacksKey() {
        return again == Again.WITH_A_KEY;
    }

    /** Returns what is not here, of a head; null for anything else. */
    BackboneReference lacks() {
        return backbone;
    }

    /** Whether files do not belong together. */
    boolean mixed() {
        return again == Again.AT_ONCE;
    }

    /** One log line stays one line of bearable length, whatever a file holds. */
    private static String shortened(Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= VALUE_CHARACTERS ? text : text.substring(0, VALUE_CHARACTERS) + "...";
    }
}
