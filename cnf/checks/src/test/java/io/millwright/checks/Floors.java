package io.millwright.checks;

import aQute.bnd.header.Attrs;
import aQute.bnd.header.Parameters;
import aQute.bnd.osgi.Processor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * What each floor of the house may export and import, read from a built manifest. A violation names bundle, header, value
 * and remedy.
 */
final class Floors {
    private static final Map<String, Set<String>> EXPORTS = Map.of(
            "io.millwright.api",
                    Set.of(
                            "io.millwright.tag",
                            "io.millwright.model",
                            "io.millwright.decision",
                            "io.millwright.supervision"),
            "io.millwright.onnxruntime", Set.of("ai.onnxruntime", "ai.onnxruntime.providers"));

    private static final VersionRange SLF4J = new VersionRange("[1.7,3)");
    private static final Pattern COMPONENT_EXTENDER =
            Pattern.compile("\\(osgi\\.extender=osgi\\.component\\).*?\\(version>=([0-9.]+)\\)");
    private static final Pattern EXECUTION_ENVIRONMENT =
            Pattern.compile("\\(osgi\\.ee=JavaSE\\).*?\\(version>?=([0-9.]+)\\)");

    private Floors() {}

    static List<String> violations(BuiltBundle bundle) {
        List<String> found = new ArrayList<>();
        exports(bundle, found);
        imports(bundle, found);
        requirements(bundle, found);
        dynamicImports(bundle, found);
        for (String forbidden : List.of("Require-Bundle", "Bundle-ActivationPolicy")) {
            if (bundle.headers().containsKey(forbidden)) {
                found.add(bundle.symbolicName() + ": " + forbidden + ": "
                        + bundle.headers().get(forbidden) + ": remove it; a gateway resolves packages only, eagerly");
            }
        }
        return found;
    }

    private static void exports(BuiltBundle bundle, List<String> found) {
        Set<String> allowed = EXPORTS.getOrDefault(bundle.symbolicName(), Set.of());
        Set<String> exported = new TreeSet<>(names(bundle.header("Export-Package")));
        if (!exported.equals(new TreeSet<>(allowed))) {
            found.add(bundle.symbolicName() + ": Export-Package: " + exported + ": must be exactly " + allowed
                    + "; set it by hand in bnd.bnd");
        }
    }

    private static void imports(BuiltBundle bundle, List<String> found) {
        for (Map.Entry<String, Attrs> entry : bundle.header("Import-Package").entrySet()) {
            String name = Processor.removeDuplicateMarker(entry.getKey());
            if (!name.equals(entry.getKey())) {
                found.add(bundle.symbolicName() + ": Import-Package: " + name
                        + ": stands there twice, and Equinox refuses such a bundle; delete one in bnd.bnd");
            }
            String reason =
                    forbidden(bundle.symbolicName(), name, entry.getValue().get("version"));
            if (reason != null) {
                found.add(bundle.symbolicName() + ": Import-Package: " + name + ";version="
                        + entry.getValue().get("version") + ": " + reason);
            }
        }
    }

    /** Only ONNX Runtime may be wired late, so that the add-on installs before it; every wildcard is a leak. */
    private static void dynamicImports(BuiltBundle bundle, List<String> found) {
        Set<String> dynamic = names(bundle.header("DynamicImport-Package"));
        if (!dynamic.isEmpty()
                && !(bundle.symbolicName().equals("io.millwright.inference")
                        && dynamic.equals(Set.of("ai.onnxruntime")))) {
            found.add(bundle.symbolicName() + ": DynamicImport-Package: " + dynamic
                    + ": import by name and version; only the inference bundle waits for ai.onnxruntime");
        }
    }

    private static String forbidden(String bundle, String name, String version) {
        if (name.startsWith("io.netty") || name.startsWith("org.bouncycastle")) {
            return "the gateway's own copy has another version; embed it and end Import-Package with !*";
        }
        if (name.startsWith("org.slf4j") && !SLF4J.equals(version == null ? null : new VersionRange(version))) {
            return "a 5.x gateway has 1.7, Kura 6 has 2.0; import [1.7,3)";
        }
        if (name.startsWith("ai.onnxruntime")
                && !Set.of("io.millwright.inference", "io.millwright.onnxruntime")
                        .contains(bundle)) {
            return "only the inference bundle talks to ONNX Runtime; use io.millwright.model";
        }
        if (name.startsWith("io.millwright.")
                && !EXPORTS.get("io.millwright.api").contains(name)) {
            return "floor 2 bundles never import each other; meet as services through the api";
        }
        if (bundle.equals("io.millwright.api") || bundle.startsWith("io.millwright.model.")) {
            return "this bundle leans on java.* only";
        }
        return null;
    }

    private static void requirements(BuiltBundle bundle, List<String> found) {
        String header = bundle.headers().getOrDefault("Require-Capability", "");
        if (above(COMPONENT_EXTENDER, header, "1.4")) {
            found.add(bundle.symbolicName() + ": Require-Capability: " + header
                    + ": a 5.x gateway has the DS extender 1.4; see -dsannotations-options in the root bnd.bnd");
        }
        if (above(EXECUTION_ENVIRONMENT, header, "17")) {
            found.add(bundle.symbolicName() + ": Require-Capability: " + header + ": compile for Java 17");
        }
        if (header.contains("osgi.serviceloader")) {
            found.add(bundle.symbolicName() + ": Require-Capability: " + header
                    + ": no gateway has a service loader mediator; add -removeheaders or a noimport instruction");
        }
    }

    private static boolean above(Pattern pattern, String header, String limit) {
        Matcher matcher = pattern.matcher(header);
        while (matcher.find()) {
            if (Version.parseVersion(matcher.group(1)).compareTo(Version.parseVersion(limit)) > 0) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> names(Parameters header) {
        Set<String> names = new TreeSet<>();
        header.keySet().forEach(name -> names.add(Processor.removeDuplicateMarker(name)));
        return names;
    }
}
