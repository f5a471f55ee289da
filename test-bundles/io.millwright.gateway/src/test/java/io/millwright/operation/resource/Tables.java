package io.millwright.operation.resource;

import java.util.List;

/** A catalogue without a component runtime. */
public final class Tables {
    private Tables() {}

    /** Returns one with some resources and actions, and a record of what is done. */
    public static Catalogue of(List<Resource> resources, List<Action> actions, Record record) {
        Catalogue catalogue = new Catalogue();
        resources.forEach(catalogue::addResource);
        actions.forEach(catalogue::addAction);
        catalogue.setRecord(record);
        return catalogue;
    }
}
