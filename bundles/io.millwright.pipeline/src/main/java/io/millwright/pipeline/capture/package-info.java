/** What people say of decisions, and the data kept around them to train models anew: chosen, encrypted, bounded, erased on request. */
package io.millwright.pipeline.capture;
