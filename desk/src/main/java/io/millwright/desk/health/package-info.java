/** Learns what a machine is like when it is well, and says what alarms were worth; neither files nor the command line. */
package io.millwright.desk.health;
