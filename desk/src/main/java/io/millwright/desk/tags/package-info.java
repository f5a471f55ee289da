/** The commands {@code tags}: check, import and export of tag tables. */
package io.millwright.desk.tags;
