/** Who did what: a log of lines that are chained by hashes, within a budget, and what is written into it besides acts. */
package io.millwright.operation.audit;
