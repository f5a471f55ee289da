package org.eclipse.kura.message;

import org.osgi.annotation.versioning.ProviderType;

/** A position; Millwright sends none. */
@ProviderType
public class KuraPosition {}
