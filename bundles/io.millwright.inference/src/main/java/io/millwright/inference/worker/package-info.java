/** The gateway's side of a worker: a process that opens and runs one model, so that whatever the model does happens there. */
package io.millwright.inference.worker;
