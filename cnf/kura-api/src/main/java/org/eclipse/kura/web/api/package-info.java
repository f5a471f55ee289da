/** The web admin's own extension points, exported by its bundle; declared as in Kura 5.3, and as Kura 6 has them beside it. */
@Version("1.0.0")
package org.eclipse.kura.web.api;

import org.osgi.annotation.versioning.Version;
