/** Declared as in Kura 5.3. */
@Version("1.1.0")
package org.eclipse.kura.type;

import org.osgi.annotation.versioning.Version;
