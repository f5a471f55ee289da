package io.millwright.seal;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A key pair as a gateway's keystore has it, made by the JDK's keytool. */
public record GatewayKey(X509Certificate certificate, PrivateKey privateKey) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** @param algorithm of the key, with its options as keytool knows them, for example {@code -keyalg RSA -keysize 2048} */
    public static GatewayKey of(Path folder, String algorithm) throws Exception {
        Path file = folder.resolve("keys-" + System.nanoTime() + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        command.addAll(List.of(algorithm.split(" ")));
        command.addAll(List.of("-alias", "gateway", "-dname", "CN=gateway", "-validity", "2", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", file.toString(), "-storepass", new String(PASSWORD)));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(300, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("keytool made no key");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return new GatewayKey(
                (X509Certificate) store.getCertificate("gateway"), (PrivateKey) store.getKey("gateway", PASSWORD));
    }
}
