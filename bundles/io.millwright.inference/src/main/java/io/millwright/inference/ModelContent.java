package io.millwright.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Where the files of a model lie: in a bundle, in a folder, or among the kept files. */
interface ModelContent {
    /** Opens a file; null if there is none of that name. */
    InputStream open(String file) throws IOException;

    /** Returns the file's place on the local disk, null if it has none. */
    Path local(String file);
}
