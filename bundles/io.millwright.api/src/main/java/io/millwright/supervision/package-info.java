/** How a component of ours is: one form of state and counters for whoever asks. */
@Version("1.0.0")
package io.millwright.supervision;

import org.osgi.annotation.versioning.Version;
