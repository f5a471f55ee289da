package io.millwright.inference;

import ai.onnxruntime.OrtException;
import io.millwright.inference.worker.Graph;
import io.millwright.inference.worker.WorkerFailed;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A head's session and one use of its backbone's, which stays open at least as long: heads share it, and a head that goes takes its own
 * session with it alone.
 */
final class ComposedSession extends ModelSession {
    private final ModelDescription description;
    private final OnnxModel backbone;

    /** Its session with the embedding as the only output. */
    private final OnnxModel features;

    private final OnnxModel head;

    /**
     * @param description of both as one model
     * @param backbone held by the caller for this
     * @param head whose session is this one's
     */
    ComposedSession(ModelDescription description, OnnxModel backbone, OnnxModel head) {
        super(head.session().counts());
        this.description = description;
        this.backbone = backbone;
        this.head = head;
        ModelDescription whole = backbone.description();
        Tensor embedding = ComposedDescription.embedding(whole, description.backbone());
        features =
                new OnnxModel(whole.giving(List.of(embedding)), backbone.session(), null, null, backbone.computing());
    }

    /** Returns the description of both as one model. */
    ModelDescription description() {
        return description;
    }

    /** Returns the model whose embedding is taken. */
    OnnxModel backbone() {
        return backbone;
    }

    @Override
    ModelSession own() {
        return head.session();
    }

    @Override
    Graph graph() throws ModelException {
        return head.session().graph();
    }

    @Override
    String executionProvider() {
        Set<String> all = new TreeSet<>();
        for (OnnxModel part : List.of(backbone, head)) {
            all.addAll(List.of(part.session().executionProvider().split("\\+")));
        }
        return String.join("+", all);
    }

    @Override
    String fallback() {
        String own = head.session().fallback();
        return own.isEmpty() ? backbone.session().fallback() : own;
    }

    @Override
    boolean accelerated() {
        return backbone.session().accelerated() || head.session().accelerated();
    }

    @Override
    boolean blocksElsewhere() {
        return backbone.session().blocksElsewhere() || head.session().blocksElsewhere();
    }

    @Override
    void serve(Runnable changed) {
        head.session().serve(changed);
    }

    @Override
    String trouble() {
        String own = head.session().trouble();
        String other = backbone.session().trouble();
        return own.isEmpty() && !other.isEmpty() ? "its backbone " + backbone + ": " + other : own;
    }

    @Override
    ModelRunner runner(OnnxModel model, int batch, long closeWaitMillis) throws ModelException {
        ModelRunner first = null;
        ModelRunner second = null;
        boolean whole = false;
        try {
            first = openBackbone(model, batch, closeWaitMillis);
            second = head.openCold(batch, closeWaitMillis);
            HeadThread thread = blocksElsewhere() && !head.session().blocksElsewhere()
                    ? head.computing().heads()
                    : null;
            ModelRunner both = new ComposedRunner(this, model.toString(), first, second, thread, closeWaitMillis);
            whole = true;
            return both;
        } finally {
            if (!whole) {
                if (second != null) {
                    second.close();
                }
                if (first != null) {
                    first.close();
                }
                release();
            }
        }
    }

    private ModelRunner openBackbone(OnnxModel model, int batch, long closeWaitMillis) throws ModelException {
        try {
            return features.openCold(batch, closeWaitMillis);
        } catch (ModelException e) {
            throw ofBackbone(model.toString(), e);
        }
    }

    /** What befell the backbone is no failure of the head, nor of the process in which that is tried. */
    static ModelException ofBackbone(String model, ModelException e) {
        return new ModelException(model + ": its backbone " + e.getMessage(), passes(e), e);
    }

    private static boolean passes(ModelException e) {
        if (e.getCause() instanceof OrtException ort && EngineTrouble.passes(ort)) {
            return true;
        }
        return e.retryable()
                || e.getCause() instanceof WorkerFailed failed
                        && EngineTrouble.passes(failed.code(), failed.getMessage());
    }

    @Override
    void close() {
        try {
            head.session().release();
        } finally {
            backbone.session().release();
        }
    }
}
