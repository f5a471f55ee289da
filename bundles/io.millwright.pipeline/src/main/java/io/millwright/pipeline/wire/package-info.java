/** A pipeline as a node of the wire graph: records in as a tag source, decisions and states out as records. */
package io.millwright.pipeline.wire;
