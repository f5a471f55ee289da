/** Reads tags from files of other programs. */
package io.millwright.desk.source;
