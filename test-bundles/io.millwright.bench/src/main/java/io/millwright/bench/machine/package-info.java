/** The scenario of machine health: what its models reach, computed by the training scripts and by the gateway's own runner. */
package io.millwright.bench.machine;
