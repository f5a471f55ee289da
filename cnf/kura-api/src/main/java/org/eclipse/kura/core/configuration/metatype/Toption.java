package org.eclipse.kura.core.configuration.metatype;

import org.eclipse.kura.configuration.metatype.Option;

/** One choice of an attribute. */
public class Toption implements Option {
    private String label;
    private String value;

    @Override
    public String getLabel() {
        return label;
    }

    /** Sets the text that is shown. */
    public void setLabel(String label) {
        this.label = label;
    }

    @Override
    public String getValue() {
        return value;
    }

    /** Sets the value that is stored. */
    public void setValue(String value) {
        this.value = value;
    }
}
