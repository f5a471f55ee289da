package org.eclipse.kura.core.configuration.metatype;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;

/** Attribute definition. */
public class Tad implements AD {
    private final List<Option> options = new ArrayList<>();
    private String name;
    private String description;
    private String id;
    private Tscalar type;
    private Integer cardinality;
    private String min;
    private String max;
    private String defaultValue;
    private Boolean required;

    @Override
    public List<Option> getOption() {
        return options;
    }

    /** Appends a choice. */
    public void setOption(Toption option) {
        options.add(option);
    }

    @Override
    public String getName() {
        return name;
    }

    /** Sets the label. */
    public void setName(String value) {
        name = value;
    }

    @Override
    public String getDescription() {
        return description;
    }

    /** Sets the help text. */
    public void setDescription(String value) {
        description = value;
    }

    @Override
    public String getId() {
        return id;
    }

    /** Sets the attribute's name in the properties. */
    public void setId(String value) {
        id = value;
    }

    @Override
    public Scalar getType() {
        return Scalar.valueOf(type.name());
    }

    /** Sets the type. */
    public void setType(Tscalar value) {
        type = value;
    }

    @Override
    public int getCardinality() {
        return cardinality == null ? 0 : cardinality;
    }

    /** Sets the cardinality; null is 0. */
    public void setCardinality(Integer value) {
        cardinality = value;
    }

    @Override
    public String getMin() {
        return min;
    }

    /** Sets the least value. */
    public void setMin(String value) {
        min = value;
    }

    @Override
    public String getMax() {
        return max;
    }

    /** Sets the greatest value. */
    public void setMax(String value) {
        max = value;
    }

    @Override
    public String getDefault() {
        return defaultValue;
    }

    /** Sets the default. */
    public void setDefault(String value) {
        defaultValue = value;
    }

    @Override
    public boolean isRequired() {
        return required == null || required;
    }

    /** Sets whether a value is needed; null is true. */
    public void setRequired(Boolean value) {
        required = value;
    }
}
