package io.millwright.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A bundle that cannot resolve is reported as installed by a gateway, so the build finds out first. */
class PlatformTest {
    private static final Path PLATFORMS = Path.of("..", "platforms");

    @TestFactory
    List<DynamicTest> everyBundleResolves() throws IOException {
        Set<String> mayBeAbsent = mayBeAbsent();
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : List.of("kura-5.6", "kura-6")) {
            Platform platform = Platform.read(PLATFORMS.resolve(name + ".txt"));
            List<BuiltBundle> bundles = BuiltBundle.all();
            bundles.forEach(platform::add);
            for (BuiltBundle bundle : bundles) {
                tests.add(DynamicTest.dynamicTest(
                        bundle.symbolicName() + " on " + name,
                        () -> assertEquals(List.of(), platform.missing(bundle, mayBeAbsent))));
            }
        }
        return tests;
    }

    @Test
    void aMissingPackageAndATooNewExtenderAreFound() throws IOException {
        Platform platform = Platform.read(PLATFORMS.resolve("kura-5.6.txt"));
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-SymbolicName", "some.bundle");
        main.putValue(
                "Import-Package",
                "com.google.appengine.api,org.slf4j;version=\"[2.0,3)\",org.acme;resolution:=optional,org.slf4j.spi;version=\"[1.7,3)\"");
        main.putValue(
                "Require-Capability",
                "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.5.0)(!(version>=2.0.0)))\"");
        List<String> missing = platform.missing(BuiltBundle.of(manifest, Map.of()), Set.of());
        assertEquals(4, missing.size(), missing.toString());
        assertFalse(missing.stream().anyMatch(text -> text.contains("org.slf4j.spi")));
    }

    /** Lines "package: why"; a package without a reason is not allowed to be absent. */
    private static Set<String> mayBeAbsent() throws IOException {
        return Files.readAllLines(PLATFORMS.resolve("may-be-absent.txt")).stream()
                .filter(line -> line.contains(": ") && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf(':')))
                .collect(java.util.stream.Collectors.toSet());
    }
}
