/** Values of a PLC on their way to a consumer: a source, its tags, a subscription, a listener; and a look at a server before there are tags. */
@Version("1.0.0")
package io.millwright.tag;

import org.osgi.annotation.versioning.Version;
