/** A verified model and the means to run it: the contract between an engine and a pipeline. */
@Version("1.0.0")
package io.millwright.model;

import org.osgi.annotation.versioning.Version;
