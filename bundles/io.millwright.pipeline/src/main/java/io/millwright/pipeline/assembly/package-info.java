/** Keeps what runs in line with what is configured and present; opens and closes models and subscriptions. */
package io.millwright.pipeline.assembly;
