/** Declared as in Kura 5.3. */
@Version("1.2.0")
package org.eclipse.kura.channel;

import org.osgi.annotation.versioning.Version;
