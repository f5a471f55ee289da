/**
 * Advice from decisions: a bounded search over the model for settings that would do better. Whoever is advised decides; nothing is written
 * to a machine.
 */
package io.millwright.pipeline.advise;
