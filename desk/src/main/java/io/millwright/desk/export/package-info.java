/** Writes tag tables for other programs. */
package io.millwright.desk.export;
