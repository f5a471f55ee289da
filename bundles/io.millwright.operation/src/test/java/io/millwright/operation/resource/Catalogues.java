package io.millwright.operation.resource;

import java.util.List;

/** Catalogues as the component runtime makes them, for tests of other rooms. */
public final class Catalogues {
    private Catalogues() {}

    /** Returns one; {@code book} may be null. */
    public static Catalogue of(List<? extends Resource> resources, List<? extends Action> actions, Record book) {
        Catalogue catalogue = new Catalogue();
        resources.forEach(catalogue::addResource);
        actions.forEach(catalogue::addAction);
        if (book != null) {
            catalogue.setRecord(book);
        }
        return catalogue;
    }
}
