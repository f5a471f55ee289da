/** Declared as in Kura 5.3. */
@Version("1.7.0")
package org.eclipse.kura;

import org.osgi.annotation.versioning.Version;
