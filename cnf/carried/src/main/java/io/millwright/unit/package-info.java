/** Units of measurement: which are equal, and what leads from one to another. */
package io.millwright.unit;
