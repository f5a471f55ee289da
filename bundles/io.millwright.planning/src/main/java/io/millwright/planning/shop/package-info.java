/** Who works on what and when: instances, dispatch rules, a policy, a solver in a process of its own, and the check of a schedule. */
package io.millwright.planning.shop;
