/** What runs in the solver's process, beside OR-tools: these classes and the JDK's alone. Never loaded in a gateway but for the problem's form. */
package io.millwright.planning.shop.solver.child;
