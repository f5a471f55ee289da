/** A model folder and a recording, made ready for a gateway: checked, packaged, put on a time table. */
package io.millwright.gateway.recording;
