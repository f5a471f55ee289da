package io.millwright.model;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The version of a model that served before the present one, as an OSGi service, while it is not known whether everybody who
 * decided with it can take the present one over. Whether a model fits is known to its user alone: who begins to decide begins
 * with this version, and changes over once the present one is known to fit. It is no {@link Model} service, so nobody is
 * offered it as a choice. Thread-safe.
 */
@ProviderType
public interface EarlierVersion {
    /** Service property (String): the model's name. */
    String NAME = "millwright.model.name";

    /** Returns the model of that version. It counts as used while a runner of it is open. */
    Model model();
}
