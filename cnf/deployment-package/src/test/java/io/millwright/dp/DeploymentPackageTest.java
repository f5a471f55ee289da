package io.millwright.dp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the DeploymentAdmin of a gateway insists on; it ends the parsing at the first entry it did not expect. */
class DeploymentPackageTest {
    @TempDir
    Path folder;

    @Test
    void manifestComesFirstThenEveryListedBundleInOrderAndNothingElse() throws IOException {
        Path dp = DeploymentPackage.of("pack", List.of(jar("b.two", "1.0.0"), jar("a.one", "1.2.0.x")))
                .writeTo(folder);
        List<String> entries = new ArrayList<>();
        Manifest manifest;
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(dp))) {
            entries.add(zip.getNextEntry().getName());
            manifest = new Manifest(zip);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.add(entry.getName());
            }
        }
        assertEquals(List.of("META-INF/MANIFEST.MF", "b.two_1.0.0.jar", "a.one_1.2.0.x.jar"), entries);
        assertEquals(2, manifest.getEntries().size());
        assertEquals("1.2.0.x", manifest.getEntries().get("a.one_1.2.0.x.jar").getValue("Bundle-Version"));
        assertEquals("1.2.0.x", manifest.getMainAttributes().getValue("DeploymentPackage-Version"));
    }

    @Test
    void equalBundlesGiveEqualBytesInEveryTimeZone() throws IOException {
        List<Path> jars = List.of(jar("a.one", "1.0.0"));
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
            byte[] first = Files.readAllBytes(DeploymentPackage.of("pack", jars).writeTo(folder));
            TimeZone.setDefault(TimeZone.getTimeZone("America/Los_Angeles"));
            byte[] second =
                    Files.readAllBytes(DeploymentPackage.of("pack", jars).writeTo(folder));
            assertArrayEquals(first, second);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void anEarlierPackageOfThatNameIsRemoved() throws IOException {
        Path earlier =
                DeploymentPackage.of("pack", List.of(jar("a.one", "1.0.0"))).writeTo(folder);
        Path later =
                DeploymentPackage.of("pack", List.of(jar("a.one", "1.0.1"))).writeTo(folder);
        assertFalse(Files.exists(earlier));
        assertTrue(Files.exists(later));
    }

    @Test
    void theSameBundleTwiceIsRefused() throws IOException {
        List<Path> jars = List.of(jar("a.one", "1.0.0"), jar("a.one", "1.0.1"));
        assertThrows(IllegalArgumentException.class, () -> DeploymentPackage.of("pack", jars));
    }

    @Test
    void versionsCompareAsNumbersThenText() {
        assertTrue(DeploymentPackage.compareVersions("1.10.0", "1.9.9.z") > 0);
        assertTrue(DeploymentPackage.compareVersions("1.0.0.20260102", "1.0.0.20260101") > 0);
        assertTrue(DeploymentPackage.compareVersions("1.0", "1.0.0") == 0);
    }

    private Path jar(String name, String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name + ";singleton:=true");
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        Path jar = folder.resolve(name + "-" + version + ".jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar;
    }
}
