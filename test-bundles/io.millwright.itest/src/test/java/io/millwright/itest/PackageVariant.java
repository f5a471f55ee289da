package io.millwright.itest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Another version of a deployment package, or a broken one, made from the one that the build made. Not thread safe. */
final class PackageVariant {
    private final Path source;
    private final Map<String, UnaryOperator<byte[]>> entries = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String version;
    private String bundleVersion;

    private PackageVariant(Path source) {
        this.source = source;
    }

    static PackageVariant of(Path deploymentPackage) {
        return new PackageVariant(deploymentPackage);
    }

    /** The version of the package and of every bundle in it. */
    PackageVariant version(String value) {
        version = value;
        bundleVersion = value;
        return this;
    }

    /** The version of the package alone. */
    PackageVariant packageVersion(String value) {
        version = value;
        return this;
    }

    /** Changes a file in each bundle that has it. */
    PackageVariant entry(String path, UnaryOperator<byte[]> change) {
        entries.put(path, change);
        return this;
    }

    /** Sets a header of each bundle. */
    PackageVariant header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Writes the variant; its name in the folder is that of the source with the new version. */
    Path writeTo(Path folder) {
        try (ZipFile in = new ZipFile(source.toFile())) {
            Manifest manifest = new Manifest(in.getInputStream(in.getEntry(JarFile.MANIFEST_NAME)));
            String name = manifest.getMainAttributes().getValue("DeploymentPackage-SymbolicName");
            Files.createDirectories(folder);
            Path target = Files.createTempFile(folder, name + "_" + version + "-", ".dp");
            Map<String, byte[]> bundles = new LinkedHashMap<>();
            for (String entry : manifest.getEntries().keySet()) {
                bundles.put(entry, bundle(in.getInputStream(in.getEntry(entry)).readAllBytes()));
            }
            if (version != null) {
                manifest.getMainAttributes().putValue("DeploymentPackage-Version", version);
            }
            if (bundleVersion != null) {
                for (Attributes section : manifest.getEntries().values()) {
                    section.putValue("Bundle-Version", bundleVersion);
                }
            }
            write(Files.newOutputStream(target), manifest, bundles);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bundle(byte[] jar) throws IOException {
        Map<String, byte[]> content = new LinkedHashMap<>();
        Manifest manifest = null;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] bytes = in.readAllBytes();
                if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    manifest = new Manifest(new ByteArrayInputStream(bytes));
                } else if (!entry.isDirectory()) {
                    UnaryOperator<byte[]> change = entries.get(entry.getName());
                    content.put(entry.getName(), change == null ? bytes : change.apply(bytes));
                }
            }
        }
        if (manifest == null) {
            throw new IOException("A bundle of " + source + " has no manifest");
        }
        if (bundleVersion != null) {
            manifest.getMainAttributes().putValue("Bundle-Version", bundleVersion);
        }
        headers.forEach(manifest.getMainAttributes()::putValue);
        ByteArrayOutputStream changed = new ByteArrayOutputStream(jar.length);
        write(changed, manifest, content);
        return changed.toByteArray();
    }

    private static void write(OutputStream to, Manifest manifest, Map<String, byte[]> content) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(to)) {
            out.setLevel(Deflater.BEST_SPEED);
            out.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
            manifest.write(out);
            for (Map.Entry<String, byte[]> entry : content.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
    }

    /** A file of the package's only bundle. */
    static byte[] read(Path deploymentPackage, String path) {
        byte[][] found = new byte[1][];
        try (ZipFile in = new ZipFile(deploymentPackage.toFile())) {
            Manifest manifest = new Manifest(in.getInputStream(in.getEntry(JarFile.MANIFEST_NAME)));
            for (String entry : manifest.getEntries().keySet()) {
                try (ZipInputStream bundle = new ZipInputStream(in.getInputStream(in.getEntry(entry)))) {
                    for (ZipEntry one = bundle.getNextEntry(); one != null; one = bundle.getNextEntry()) {
                        if (one.getName().equals(path)) {
                            found[0] = bundle.readAllBytes();
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (found[0] == null) {
            throw new IllegalArgumentException(deploymentPackage + " has no " + path);
        }
        return found[0];
    }
}
