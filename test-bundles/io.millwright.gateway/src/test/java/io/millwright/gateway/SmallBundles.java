package io.millwright.gateway;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import io.millwright.gateway.toy.Greeter;
import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Makes small bundles and packages, as an add-on's build would. */
final class SmallBundles {
    static final String GREETER = "io.millwright.toy.Greeter";
    static final String TOY = "io.millwright.toy";

    private SmallBundles() {}

    /** A bundle with one factory component and its metatype. */
    static Path toy(Path folder, String version, Map<String, String> headers) throws Exception {
        try (Builder builder = new Builder()) {
            builder.setBundleSymbolicName(TOY);
            builder.setBundleVersion(version);
            builder.addClasspath(testClasses());
            builder.setPrivatePackage(Greeter.class.getPackageName());
            builder.setProperty("-noimportjava", "true");
            builder.setProperty("-dsannotations-options", "version;maximum=1.4.0");
            builder.setProperty("Greeting", version);
            headers.forEach(builder::setProperty);
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                builder.addClasspath(new File(entry));
            }
            Path file = folder.resolve(TOY + "-" + version + "-" + Math.abs(headers.hashCode()) + ".jar");
            try (Jar jar = builder.build()) {
                if (!builder.isOk()) {
                    throw new IllegalStateException(builder.getErrors().toString());
                }
                jar.write(file.toFile());
            }
            return file;
        }
    }

    private static File testClasses() throws Exception {
        return new File(Greeter.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    /** A deployment package: the manifest first, one section per bundle, no directory entries. */
    static Path pack(Path folder, String name, String version, List<Path> bundles) throws Exception {
        Map<Path, Map<String, String>> sections = new LinkedHashMap<>();
        bundles.forEach(bundle -> sections.put(bundle, Map.of()));
        return pack(folder, name, version, sections);
    }

    /** The same, with attributes of a bundle's section replaced. */
    static Path pack(Path folder, String name, String version, Map<Path, Map<String, String>> bundles)
            throws Exception {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("DeploymentPackage-SymbolicName", name);
        main.putValue("DeploymentPackage-Version", version);
        for (Map.Entry<Path, Map<String, String>> bundle : bundles.entrySet()) {
            Attributes section = new Attributes();
            try (Jar jar = new Jar(bundle.getKey().toFile())) {
                section.putValue("Bundle-SymbolicName", jar.getBsn());
                section.putValue("Bundle-Version", jar.getVersion());
            }
            bundle.getValue().forEach(section::putValue);
            manifest.getEntries().put(bundle.getKey().getFileName().toString(), section);
        }
        Path file = folder.resolve(name + "_" + version + ".dp");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Path bundle : bundles.keySet()) {
                jar.putNextEntry(new ZipEntry(bundle.getFileName().toString()));
                Files.copy(bundle, jar);
            }
        }
        return file;
    }
}
