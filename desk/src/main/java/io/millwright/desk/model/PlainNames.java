package io.millwright.desk.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names that any file system takes and that lead nowhere else; different names never get the same one. Used by one thread. */
final class PlainNames {
    private static final int MOST_LETTERS = 80;

    private final Map<String, String> given = new HashMap<>();

    /** In small letters: some file systems know no others. */
    private final Set<String> taken = new HashSet<>();

    /** Returns the same for the same name. */
    String of(String name) {
        return given.computeIfAbsent(name, this::free);
    }

    private String free(String name) {
        String plain = plain(name);
        String free = plain;
        for (int next = 2; !taken.add(free.toLowerCase(Locale.ROOT)); next++) {
            free = plain + "-" + next;
        }
        return free;
    }

    /** Returns a name that others may get, too. */
    static String plain(String name) {
        String plain = name.replaceAll("[^\\p{L}\\p{N}_-]", "_");
        return plain.isEmpty() ? "_" : plain.substring(0, Math.min(MOST_LETTERS, plain.length()));
    }
}
