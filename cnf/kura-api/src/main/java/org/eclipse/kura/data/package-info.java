/** Declared as in Kura 5.3; the methods whose types nobody here needs are left out. */
@Version("1.1.2")
package org.eclipse.kura.data;

import org.osgi.annotation.versioning.Version;
