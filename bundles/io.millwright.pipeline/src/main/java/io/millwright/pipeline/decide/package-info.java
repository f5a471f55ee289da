/** An opened model and the rule that makes a decision of its score. */
package io.millwright.pipeline.decide;
