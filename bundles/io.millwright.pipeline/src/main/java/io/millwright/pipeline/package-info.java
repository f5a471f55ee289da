/**
 * The component: its settings, and what it is made of. The rooms below it: {@code assembly} puts a pipeline together,
 * {@code lane} runs it by way of {@code grid}, {@code window} and {@code decide}, {@code publish} takes its decisions to the
 * cloud, {@code state} says how it fares.
 */
package io.millwright.pipeline;
