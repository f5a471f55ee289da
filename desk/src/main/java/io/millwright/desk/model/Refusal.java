package io.millwright.desk.model;

/** What cannot be done as it was asked for, and the option or change that resolves it. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    Refusal(String what, String remedy) {
        super(what, null, false, false);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
