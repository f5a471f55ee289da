/** What people give as CSV: lines and cells, and how they are refused. */
package io.millwright.planning.input;
