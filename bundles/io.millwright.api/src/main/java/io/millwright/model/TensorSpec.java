package io.millwright.model;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** One input or output of a model. Immutable. */
@ProviderType
public interface TensorSpec {
    /** Returns the name in the ONNX graph. */
    String name();

    /** Returns the element type. */
    ElementType type();

    /** Returns the shape, a fresh array; -1 is a free dimension. The first dimension is the batch. */
    long[] shape();

    /** Returns the features, one per column of the last dimension; empty for images. */
    List<Feature> features();

    /** Element types. May grow. */
    enum ElementType {
        /** 4-byte IEEE 754. */
        FLOAT32,
        /** 8-byte IEEE 754. */
        FLOAT64,
        /** 8-byte signed integer. */
        INT64,
        /** 4-byte signed integer. */
        INT32,
        /** 1-byte unsigned integer. */
        UINT8,
        /** 1 byte, 0 or 1. */
        BOOL
    }

    /** One column of an input: what the model expects there. Immutable. */
    @ProviderType
    interface Feature {
        /** Returns the name, unique over all inputs of the model. */
        String name();

        /** Returns the unit, "" if the feature has none. */
        String unit();

        /** Returns the least value in the training data, NaN if unknown. */
        double min();

        /** Returns the greatest value in the training data, NaN if unknown. */
        double max();

        /** Returns the texts whose index the model expects; an unknown text is Bad; empty for a numeric feature. */
        List<String> categories();
    }
}
