/** Tag tables as text: lines of named fields, read and written without losing anything, compared and merged. */
package io.millwright.desk.table;
