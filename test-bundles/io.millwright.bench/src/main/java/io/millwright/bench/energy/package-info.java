/** What the scenario of energy reaches on months that the model has not seen. */
package io.millwright.bench.energy;
