/** Whether a schedule keeps to its shop, judged by the problem alone: of the room's classes it knows the plain data. */
package io.millwright.planning.shop.check;
