package io.millwright.inference;

/** What is known of one model bundle. Used by the loader's thread alone. */
final class ModelSlot {
    /** Last modification of the content that needs no further look, -1 if there is none. */
    long seenMillis = -1;
    /** Last modification of the content that was looked at last. */
    long lookedMillis = -1;

    ServedModel served;
    /** Whether the files of what serves are kept. */
    boolean kept;
    /** Whether what serves does so only while the bundle's content is tried. */
    boolean meanwhile;
    /** Whether what serves is to be opened anew, though it is the same. */
    boolean reopen;
    /** Whether what served was ended to make room for what the bundle brings. */
    boolean stopped;
    /** Whether what was looked at last is what serves. */
    boolean same;
    /** Whether what was looked at last is to serve. */
    boolean takesOver;
    /** The description that was looked at last, null for none. */
    String lookedSha256;
    /** Why the bundle's present content does not serve, null if it does. */
    UpdateRefusal refusal;
    /** The backbone that the bundle's head waits for, null for none. */
    BackboneReference awaits;
    /** Whether what the bundle brought under other names before a restart serves again. */
    boolean formersServe;
    /** Trials of the same content, one after the other, that were not over in time while no model served in its place. */
    int lateTrials;
    /** How often in a row the same content met trouble that may pass. */
    int troubles;

    long retryNanos;
    /** The trouble that is in the log already; its repetitions stay out of it. */
    private String logged;

    /** Returns whether a trouble is not the one noted last, and notes it. */
    boolean news(String trouble) {
        boolean news = !trouble.equals(logged);
        logged = trouble;
        return news;
    }

    /** Notes that the bundle has other content. */
    void renewed(long modifiedMillis) {
        lookedMillis = modifiedMillis;
        troubles = 0;
        lateTrials = 0;
        logged = null;
    }

    /** Returns whether a model of this name serves. */
    boolean serves(String name) {
        return served != null && served.serves(name);
    }

    /** Ends the service, if there is one. */
    void withdraw() {
        if (served != null) {
            served.withdraw();
            served = null;
        }
    }
}
