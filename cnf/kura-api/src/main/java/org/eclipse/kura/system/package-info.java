/** Declared as in Kura 5.3. */
@Version("1.6.0")
package org.eclipse.kura.system;

import org.osgi.annotation.versioning.Version;
