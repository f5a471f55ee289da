/** Declared as in Kura 5.3; the same up to Kura 6. Kura casts what a component says of itself to these classes. */
@Version("1.0.0")
package org.eclipse.kura.core.configuration.metatype;

import org.osgi.annotation.versioning.Version;
