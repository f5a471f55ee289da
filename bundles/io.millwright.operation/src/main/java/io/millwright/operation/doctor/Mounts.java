package io.millwright.operation.doctor;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What /proc/mounts says of a folder (proc(5)). */
final class Mounts {
    private static final int POINT = 1;
    private static final int OPTIONS = 3;

    private Mounts() {}

    /** Whether nothing can be executed from a folder: the last mount with the longest matching point counts. */
    static boolean noexec(List<String> lines, Path folder) {
        String options = "";
        int longest = -1;
        for (String line : lines) {
            String[] fields = line.split(" ");
            if (fields.length > OPTIONS) {
                // Spaces in names are written as octal numbers.
                Path point = Path.of(fields[POINT].replace("\\040", " "));
                if (folder.startsWith(point) && point.getNameCount() >= longest) {
                    longest = point.getNameCount();
                    options = fields[OPTIONS];
                }
            }
        }
        return Arrays.asList(options.split(",")).contains("noexec");
    }
}
