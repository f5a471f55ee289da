/** Declared as in Kura 5.3. */
@Version("1.1.0")
package org.eclipse.kura.configuration.metatype;

import org.osgi.annotation.versioning.Version;
