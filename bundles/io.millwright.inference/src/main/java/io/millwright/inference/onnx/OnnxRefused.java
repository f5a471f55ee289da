package io.millwright.inference.onnx;

/** A file that is no ONNX model, or one that is not let in. */
public final class OnnxRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final transient Object value;
    private final String problem;
    private final String remedy;

    OnnxRefused(String key, Object value, String problem, String remedy) {
        super(key + " = " + value + ": " + problem + ". Remedy: " + remedy);
        this.key = key;
        this.value = value;
        this.problem = problem;
        this.remedy = remedy;
    }

    /** Returns what of the file is wrong. */
    public String key() {
        return key;
    }

    /** Returns what the file has there. */
    public Object value() {
        return value;
    }

    /** Returns what is wrong with it. */
    public String problem() {
        return problem;
    }

    /** Returns what to do. */
    public String remedy() {
        return remedy;
    }
}
