package io.millwright.desk.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** A gateway's key pair, made by the JDK's keytool, and its certificate in a file. */
record KeyPairFile(Path certificateFile, PrivateKey privateKey) {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "gateway";

    static KeyPairFile of(Path folder) throws Exception {
        Path store = folder.resolve("keys.p12");
        Path certificate = folder.resolve("gateway.pem");
        List<String> in = List.of("-alias", ALIAS, "-keystore", store.toString(), "-storepass", PASSWORD);
        keytool(List.of("-genkeypair", "-keyalg", "RSA", "-dname", "CN=gateway", "-storetype", "PKCS12"), in);
        keytool(List.of("-exportcert", "-rfc", "-file", certificate.toString()), in);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream from = Files.newInputStream(store)) {
            keys.load(from, PASSWORD.toCharArray());
        }
        return new KeyPairFile(certificate, (PrivateKey) keys.getKey(ALIAS, PASSWORD.toCharArray()));
    }

    private static void keytool(List<String> command, List<String> more) throws Exception {
        List<String> all = new ArrayList<>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        all.addAll(command);
        all.addAll(more);
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("keytool did not do " + command.get(0));
        }
    }

    /** Returns the model's files of a package's bundle, by their names. */
    static Map<String, byte[]> filesOf(Path dp, String bundle) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        try (ZipFile zip = new ZipFile(dp.toFile());
                ZipInputStream jar = new ZipInputStream(zip.getInputStream(zip.getEntry(bundle)))) {
            for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                files.put(Path.of(entry.getName()).getFileName().toString(), jar.readAllBytes());
            }
        }
        return files;
    }
}
