package org.eclipse.kura.configuration;

import org.osgi.annotation.versioning.ConsumerType;

/** Marks a service as configurable by Kura. */
@ConsumerType
public interface ConfigurableComponent {}
