package io.millwright.checks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An API as text: its packages with their versions, types that only we implement, and members. Two of them say whether versions tell truly
 * what changed, as bnd's baselining does with two jars.
 *
 * @param versions of packages, by their names
 * @param lines of types and members, by the packages' names
 * @param provided types that nobody implements but we: a further method breaks nobody
 */
record ApiListing(Map<String, String> versions, Map<String, Set<String>> lines, Set<String> provided) {
    private static final String PACKAGE = "package ";
    private static final String PROVIDED = "provided ";
    /** How the annotation is called in a class file. */
    private static final String PROVIDER_TYPE = "Lorg/osgi/annotation/versioning/ProviderType;";

    /** Reads what {@link #text} wrote. */
    static ApiListing of(List<String> text) {
        ApiListing listing = new ApiListing(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
        for (String line : text) {
            if (line.startsWith(PACKAGE)) {
                String[] words = line.split(" ");
                listing.versions.put(words[1], words[2]);
            } else if (line.startsWith(PROVIDED)) {
                listing.provided.add(line.substring(PROVIDED.length()));
            } else {
                listing.lines
                        .computeIfAbsent(packageOf(type(line)), any -> new TreeSet<>())
                        .add(line);
            }
        }
        return listing;
    }

    /** Returns the API of the bundle that was built. */
    static ApiListing built() throws IOException, ReflectiveOperationException {
        BuiltBundle bundle = BuiltBundle.read(ListingTest.apiJar());
        List<String> text = new ArrayList<>(ListingTest.apiMembers());
        bundle.header("Export-Package")
                .forEach((name, attributes) -> text.add(PACKAGE + name + " " + attributes.get("version")));
        bundle.entries().forEach((name, bytes) -> {
            if (name.endsWith(".class") && new String(bytes, StandardCharsets.ISO_8859_1).contains(PROVIDER_TYPE)) {
                text.add(PROVIDED
                        + name.substring(0, name.length() - ".class".length()).replace('/', '.'));
            }
        });
        return of(text);
    }

    List<String> text() {
        List<String> text = new ArrayList<>();
        versions.forEach((name, version) -> text.add(PACKAGE + name + " " + version));
        provided.forEach(type -> text.add(PROVIDED + type));
        lines.values().forEach(text::addAll);
        return text;
    }

    /** Returns the type that a line is about: before the colon, or the last word of the type's own declaration but what it extends. */
    private static String type(String line) {
        int colon = line.indexOf(": ");
        if (colon > 0) {
            return line.substring(0, colon);
        }
        return Arrays.stream(line.split("[ <]"))
                .filter(word -> word.startsWith("io.millwright."))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(line));
    }

    private static String packageOf(String type) {
        return type.substring(0, type.lastIndexOf('.'));
    }

    /** Returns what of this API does not go with its versions, seen from one that was released before. */
    List<String> faultsAfter(ApiListing before) {
        List<String> faults = new ArrayList<>();
        before.versions.forEach((name, version) -> {
            String now = versions.get(name);
            if (now == null) {
                faults.add(name + " " + version + " is gone");
                return;
            }
            Set<String> was = before.lines.getOrDefault(name, Set.of());
            Set<String> is = lines.getOrDefault(name, Set.of());
            Set<String> gone = minus(was, is);
            Set<String> more = minus(is, was);
            List<String> breaking = new ArrayList<>(gone);
            more.stream().filter(line -> breaks(line, was, before)).forEach(breaking::add);
            int part = !breaking.isEmpty() ? 0 : !more.isEmpty() ? 1 : 2;
            if (part < 2 && !raised(version, now, part)) {
                faults.add(name + " has version " + now + " after " + version + ", and needs a greater "
                        + (part == 0 ? "first number: " + breaking : "second number: " + more));
            }
        });
        return faults;
    }

    /** Whether whoever implements a type that was there has to do something. */
    private static boolean breaks(String line, Set<String> was, ApiListing before) {
        String type = type(line);
        boolean knew = was.stream().anyMatch(other -> type(other).equals(type));
        return knew && line.contains(" abstract ") && !before.provided.contains(type);
    }

    private static Set<String> minus(Set<String> all, Set<String> without) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    /** Whether a version is greater in its so-many-th number, or in one before it. */
    private static boolean raised(String before, String now, int part) {
        String[] was = before.split("\\.");
        String[] is = now.split("\\.");
        for (int i = 0; i <= part; i++) {
            int difference = Integer.parseInt(is[i]) - Integer.parseInt(was[i]);
            if (difference != 0) {
                return difference > 0;
            }
        }
        return false;
    }
}
