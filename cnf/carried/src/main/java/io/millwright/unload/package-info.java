/** What a bundle does last, so that nothing of it stays behind. */
package io.millwright.unload;
