/** What a pipeline decides, for whoever wants to know beside the cloud. */
@Version("1.1.0")
package io.millwright.decision;

import org.osgi.annotation.versioning.Version;
