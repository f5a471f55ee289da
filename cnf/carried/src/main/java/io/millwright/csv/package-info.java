/** Tables in CSV files, for programs that replay or check a recording. */
package io.millwright.csv;
