package io.millwright.model;

import java.util.List;
import java.util.Map;
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

    /**
     * Returns the features. Of scalar features there is one per column of the last dimension; array features of L elements
     * each fill [batch, features, L] or [batch, L, features] by {@link #layout}, a single one any shape row by row. Empty for
     * pictures.
     */
    List<Feature> features();

    /** Returns how pictures fill this input, or null. The picture's signal is the input's name. */
    ImageSpec image();

    /** Returns where channels stand: pictures, and inputs of array features. */
    Layout layout();

    /** Order of dimensions. */
    enum Layout {
        /** [batch, channels, height, width]; [batch, features, elements]. */
        CHANNELS_FIRST,
        /** [batch, height, width, channels]; [batch, elements, features]. */
        CHANNELS_LAST
    }

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
        BOOL,
        /** 2-byte IEEE 754. */
        FLOAT16,
        /** 2 bytes, the upper half of a 4-byte IEEE 754. */
        BFLOAT16,
        /** 1-byte signed integer. */
        INT8,
        /** 2-byte signed integer. */
        INT16,
        /** 2-byte unsigned integer. */
        UINT16,
        /** 4-byte unsigned integer. */
        UINT32,
        /** 8-byte unsigned integer. */
        UINT64,
        /**
         * A text. In a runner's buffer it is a 4-byte signed integer: of an input the index into {@link Feature#categories}; of an
         * output the index into {@link Reading#labels} of the reading there, -1 for a text that is none of them or where no reading is.
         */
        STRING
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

        /**
         * Returns the texts whose index the model expects; an unknown text is Bad; empty for a numeric feature. An integer is
         * taken as the text of an enumeration where the tag has one, else as the index itself.
         */
        List<String> categories();

        /** Returns the index of a category by the number that a PLC writes for it (10, 20, 30); a number that is none of them is Bad; empty if numbers are taken as they are. */
        Map<Double, Integer> codes();

        /** Returns the name of what is measured; several features may be computed from one signal. The name where the author gives none. */
        String signal();

        /** Returns how it is computed from the samples. */
        Aggregate aggregate();

        /** Returns the length of time it is computed over, in milliseconds: 0 for the row, or the part. */
        long spanMillis();

        /** Returns how far before the row's time, or the part's end, that time ends, in milliseconds. */
        long lagMillis();

        /** Returns the condition of {@link Aggregate#SHARE}, else null. */
        Condition condition();

        /** Returns the value at which a counter starts from 0 again, 0 if it does not roll over. */
        double modulus();

        /** Whether the model accepts NaN where there is no usable value. */
        boolean optional();

        /** Returns the number of elements of an array feature, 1 for a scalar. */
        int elements();

        /** Returns what names, NodeIds or descriptions of tags that fit it may look like: texts, or patterns with {@code *} and {@code ?}. */
        default List<String> tagHints() {
            return List.of();
        }

        /** Returns what stands in where there is no usable value; null if nothing does. */
        default Imputation impute() {
            return null;
        }
    }
}
