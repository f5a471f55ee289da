package io.millwright.inference;

import java.util.List;

/** The models that heads may be put behind now: those that are open and serve, or did. Thread-safe. */
final class Backbones {
    private static final String KEY = "backbone.";

    /** The first one that fits is taken: those that serve come first. */
    private volatile List<OnnxModel> open;

    private Backbones(List<OnnxModel> open) {
        this.open = open;
    }

    /** Returns one without any model. */
    static Backbones none() {
        return new Backbones(List.of());
    }

    /** Returns one for whoever knows the only model. */
    static Backbones of(OnnxModel model) {
        return new Backbones(List.of(model));
    }

    /** Notes which models there are, the ones that serve first. */
    void set(List<OnnxModel> models) {
        open = List.copyOf(models);
    }

    /** Returns the best model that a head was made for, null if there is none. */
    OnnxModel find(BackboneReference reference) {
        return open.stream()
                .filter(model -> reference.fits(model.description()))
                .findFirst()
                .orElse(null);
    }

    /** Returns the best model of a name, null if there is none. */
    OnnxModel named(String name) {
        return open.stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * Puts a head behind its backbone.
     *
     * @param head in its graph's order
     * @param content its model.json
     * @param own its session, which is the result's; the caller's, if this fails
     */
    ComposedSession compose(ModelDescription head, byte[] content, ModelSession own, Computing computing)
            throws ModelRefused {
        BackboneReference reference = head.backbone();
        OnnxModel backbone = find(reference);
        if (backbone == null) {
            throw missing(reference, JsonLines.of(DescriptionReader.FILE, content));
        }
        ModelDescription joined = ComposedDescription.of(head, content, backbone.description());
        if (!backbone.hold()) {
            throw missing(reference, JsonLines.of(DescriptionReader.FILE, content));
        }
        return new ComposedSession(joined, backbone, new OnnxModel(head, own, null, null, computing));
    }

    private ModelRefused missing(BackboneReference reference, JsonLines file) {
        OnnxModel other = named(reference.name());
        if (other == null) {
            return refused(
                    reference,
                    file,
                    "name",
                    reference.name(),
                    "no model of that name serves here",
                    "install the package of " + reference + " whose ONNX file has the sha256 "
                            + BackboneReference.shortened(reference.sha256()));
        }
        if (!reference.wants(other.description().version())) {
            return refused(
                    reference,
                    file,
                    "version",
                    reference.versions(),
                    other + " serves",
                    "install the head that was trained on it, or the backbone that this head names");
        }
        return refused(
                reference,
                file,
                "sha256",
                BackboneReference.shortened(reference.sha256()),
                "the ONNX file of " + other + " has "
                        + BackboneReference.shortened(other.description().onnx().sha256())
                        + ", so this head was trained on another one",
                "install the head that was trained on it, or the backbone that this head names");
    }

    private static ModelRefused refused(
            BackboneReference wanted, JsonLines file, String key, Object value, String problem, String remedy) {
        return ModelRefused.forBackbone(wanted, file.place(KEY + key), KEY + key, value, problem, remedy);
    }
}
