package io.millwright.checks;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.OSGiHeader;
import aQute.bnd.osgi.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** What a gateway offers, from a file of {@code cnf/platforms}: {@code package NAME VERSION} and {@code capability ...} lines. */
final class Platform {
    private final Map<String, List<Version>> packages = new HashMap<>();
    private final Map<String, List<Map<String, Object>>> capabilities = new HashMap<>();

    static Platform read(Path file) throws IOException {
        Platform platform = new Platform();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.trim().split("\\s+", 2);
            switch (words[0]) {
                case "package" -> {
                    String[] parts = words[1].split("\\s+");
                    platform.addPackage(parts[0], parts[1]);
                }
                case "capability" -> platform.addCapabilities(words[1]);
                case "", "#" -> {}
                default -> throw new IllegalArgumentException(file + ": unknown line: " + line);
            }
        }
        ModuleLayer.boot().modules().stream()
                .flatMap(module -> module.getDescriptor().exports().stream())
                .filter(exported ->
                        !exported.isQualified() && !exported.source().startsWith("java."))
                .forEach(exported -> platform.addPackage(exported.source(), "0.0.0"));
        return platform;
    }

    void addPackage(String name, String version) {
        packages.computeIfAbsent(name, key -> new ArrayList<>()).add(Version.parseVersion(version));
    }

    void addCapabilities(String header) {
        OSGiHeader.parseHeader(header).forEach((key, attrs) -> capabilities
                .computeIfAbsent(Processor.removeDuplicateMarker(key), namespace -> new ArrayList<>())
                .add(typed(attrs)));
    }

    private static Map<String, Object> typed(Attrs attrs) {
        return attrs.keySet().stream()
                .filter(name -> !name.endsWith(":"))
                .collect(Collectors.toMap(name -> name, name -> toOsgi(attrs.getTyped(name))));
    }

    private static Object toOsgi(Object value) {
        if (value instanceof aQute.bnd.version.Version version) {
            return Version.parseVersion(version.toString());
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Platform::toOsgi).toList();
        }
        return value;
    }

    /** Adds what a bundle offers to others. */
    void add(BuiltBundle bundle) {
        bundle.header("Export-Package")
                .forEach((name, attrs) ->
                        addPackage(Processor.removeDuplicateMarker(name), attrs.getOrDefault("version", "0.0.0")));
        if (bundle.headers().containsKey("Provide-Capability")) {
            addCapabilities(bundle.headers().get("Provide-Capability"));
        }
    }

    /** Returns what the bundle asks for and nobody offers; optional imports count as mandatory unless allowed to be absent. */
    List<String> missing(BuiltBundle bundle, Set<String> mayBeAbsent) {
        List<String> missing = new ArrayList<>();
        for (String header : List.of("Import-Package", "DynamicImport-Package")) {
            bundle.header(header).forEach((key, attrs) -> packageMissing(key, attrs, mayBeAbsent, missing));
        }
        bundle.header("Require-Capability").forEach((key, attrs) -> {
            String namespace = Processor.removeDuplicateMarker(key);
            boolean optional = "optional".equals(attrs.get("resolution:"));
            boolean listed = optional && mayBeAbsent.contains(attrs.get("filter:"));
            if (!listed && !offers(namespace, attrs.get("filter:"))) {
                missing.add("capability " + namespace + " " + attrs.get("filter:"));
            }
        });
        return missing;
    }

    private void packageMissing(String key, Attrs attrs, Set<String> mayBeAbsent, List<String> missing) {
        String name = Processor.removeDuplicateMarker(key);
        VersionRange range = new VersionRange(attrs.getOrDefault("version", "0.0.0"));
        boolean offered = packages.getOrDefault(name, List.of()).stream().anyMatch(range::includes);
        boolean optional = "optional".equals(attrs.get("resolution:"));
        if (!offered && !(optional && mayBeAbsent.contains(name))) {
            missing.add("package " + name + " " + range + (optional ? " (optional)" : "") + ", offered: "
                    + packages.getOrDefault(name, List.of()));
        }
    }

    private boolean offers(String namespace, String filter) {
        return capabilities.getOrDefault(namespace, List.of()).stream()
                .anyMatch(attributes -> matches(filter, attributes));
    }

    private static boolean matches(String filter, Map<String, Object> attributes) {
        try {
            return filter == null || FrameworkUtil.createFilter(filter).matches(attributes);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(filter, e);
        }
    }
}
