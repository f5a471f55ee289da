package org.eclipse.kura.core.configuration.metatype;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Icon;
import org.eclipse.kura.configuration.metatype.OCD;

/** Object class definition. */
public class Tocd implements OCD {
    private final List<AD> attributes = new ArrayList<>();
    private final List<Icon> icons = new ArrayList<>();
    private String name;
    private String description;
    private String id;

    @Override
    public List<AD> getAD() {
        return attributes;
    }

    /** Appends an attribute. */
    public void addAD(Tad attribute) {
        attributes.add(attribute);
    }

    @Override
    public List<Icon> getIcon() {
        return icons;
    }

    @Override
    public String getName() {
        return name;
    }

    /** Sets the name of the form. */
    public void setName(String value) {
        name = value;
    }

    @Override
    public String getDescription() {
        return description;
    }

    /** Sets the text in the form's head. */
    public void setDescription(String value) {
        description = value;
    }

    @Override
    public String getId() {
        return id;
    }

    /** Sets the id. */
    public void setId(String value) {
        id = value;
    }
}
