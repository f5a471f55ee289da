/** When models compute: how many at a time, and how many rows in one run. */
package io.millwright.inference.batch;
