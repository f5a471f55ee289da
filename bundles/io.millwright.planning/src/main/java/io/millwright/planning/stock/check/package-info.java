/** Whether a plan of orders is one: written from what an order is, and knows nothing of how plans are made. */
package io.millwright.planning.stock.check;
