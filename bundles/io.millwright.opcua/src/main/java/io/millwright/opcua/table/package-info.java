/** The tag table: from the text area or a file, by CSV, to rows and errors. */
package io.millwright.opcua.table;
