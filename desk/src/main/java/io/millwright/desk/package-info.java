/** The command line for the desk, {@code ./millwright}: one tree of subcommands. */
package io.millwright.desk;
