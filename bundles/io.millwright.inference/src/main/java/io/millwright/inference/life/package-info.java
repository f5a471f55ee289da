/** The life of a model's versions: settings, what is known of each, what a trial has shown. Knows neither OSGi nor ONNX Runtime. */
package io.millwright.inference.life;
