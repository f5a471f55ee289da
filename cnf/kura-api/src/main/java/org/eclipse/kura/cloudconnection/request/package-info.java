/** Declared as in Kura 5.3. */
@Version("1.0.0")
package org.eclipse.kura.cloudconnection.request;

import org.osgi.annotation.versioning.Version;
