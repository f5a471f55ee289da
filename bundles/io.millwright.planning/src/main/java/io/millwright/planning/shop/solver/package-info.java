/** A solver in a process of its own: a gateway lives on whatever becomes of it, and without it. */
package io.millwright.planning.shop.solver;
