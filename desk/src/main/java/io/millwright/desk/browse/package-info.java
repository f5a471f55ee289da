/** The command {@code browse}: what a server has, and the tags to take of it. */
package io.millwright.desk.browse;
