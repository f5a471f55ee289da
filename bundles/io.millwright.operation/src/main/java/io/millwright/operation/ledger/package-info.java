/** What did not make it: rows of what was counted, checkpoints that outlive a kill, and what can be said after one. */
package io.millwright.operation.ledger;
