/** Whether data and answers are still like those that the model was trained with. */
package io.millwright.pipeline.drift;
