/** Kura's messages, and what of them is a decision. */
package io.millwright.desk.message;
