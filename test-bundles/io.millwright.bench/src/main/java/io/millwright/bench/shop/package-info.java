/** Scheduling on classical shops, after breakdowns, and on shops made at random. */
package io.millwright.bench.shop;
