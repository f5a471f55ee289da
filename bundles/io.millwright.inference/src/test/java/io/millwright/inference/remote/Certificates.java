package io.millwright.inference.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Key pairs that nobody else has issued, made by the JDK's keytool. */
final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ALIAS = "key";

    private final KeyStore store;

    private Certificates(KeyStore store) {
        this.store = store;
    }

    /** Makes one for an address such as {@code ip:127.0.0.1}. */
    static Certificates of(Path folder, String address) throws Exception {
        Path file = folder.resolve(address.replace(':', '-') + System.nanoTime() + ".p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=" + address,
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString()))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (!keytool.waitFor(300, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException(said);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return new Certificates(store);
    }

    KeyStore.Entry pair() throws Exception {
        return store.getEntry(ALIAS, new KeyStore.PasswordProtection(PASSWORD));
    }

    KeyStore.Entry certificate() throws Exception {
        return new KeyStore.TrustedCertificateEntry(store.getCertificate(ALIAS));
    }

    /** Returns the sockets of a server with this key pair, which asks for the other's certificate unless that is null. */
    SSLServerSocketFactory sockets(Certificates client) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        if (client != null) {
            anchors.setCertificateEntry("client", client.store.getCertificate(ALIAS));
        }
        trust.init(anchors);
        context.init(keys.getKeyManagers(), client == null ? null : trust.getTrustManagers(), null);
        SSLServerSocketFactory plain = context.getServerSocketFactory();
        return client == null ? plain : new Asking(plain);
    }

    Map<String, KeyStore.Entry> trusting(Certificates other) throws Exception {
        Map<String, KeyStore.Entry> entries = new HashMap<>();
        entries.put("client", pair());
        entries.put("server", other.certificate());
        return entries;
    }

    /** Sockets that want to see a client's certificate. */
    private static final class Asking extends SSLServerSocketFactory {
        private final SSLServerSocketFactory plain;

        Asking(SSLServerSocketFactory plain) {
            this.plain = plain;
        }

        private static ServerSocket asking(ServerSocket socket) {
            ((SSLServerSocket) socket).setNeedClientAuth(true);
            return socket;
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return asking(plain.createServerSocket(port));
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return asking(plain.createServerSocket(port, backlog));
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            return asking(plain.createServerSocket(port, backlog, address));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return plain.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return plain.getSupportedCipherSuites();
        }
    }
}
