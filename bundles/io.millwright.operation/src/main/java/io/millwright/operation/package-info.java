/** The component, its form and its settings. */
package io.millwright.operation;
