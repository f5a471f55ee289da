/** Components, their forms and settings. Rooms for a kind of plan never name each other; {@code plan} is what they share. */
package io.millwright.planning;
