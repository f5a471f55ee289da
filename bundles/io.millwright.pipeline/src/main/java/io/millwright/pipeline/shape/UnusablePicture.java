package io.millwright.pipeline.shape;

/** Why a picture cannot be used: a StatusCode and a text for people. Without a stack: it is the picture's fault. */
public final class UnusablePicture extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /** Creates a reason. */
    public UnusablePicture(int status, String text) {
        super(text, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
