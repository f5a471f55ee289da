package io.millwright.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What must be set up where the demo shows something else than the milling machine. */
interface Staging {
    /** The simulator's options; files that it reads may be written into the folder. */
    List<String> plant(Path folder) throws IOException;

    String tagTable();

    /** Further fields of the connection's form. */
    Map<String, Object> connectionSettings();

    /** Fields of a pipeline's form but for its services. */
    Map<String, Object> pipelineSettings();

    /** What will happen, as lines for people. */
    List<String> introduction();

    /** Takes a line of the simulator; returns whether it was meant for this, and is not shown. Any thread. */
    boolean simulatorSays(String line);
}
