/** What a bundle does last, so that nothing of it stays behind, neither in the VM nor on the machines around it. */
package io.millwright.unload;
