/** Declared as in Kura 5.3. */
@Version("1.4.0")
package org.eclipse.kura.message;

import org.osgi.annotation.versioning.Version;
