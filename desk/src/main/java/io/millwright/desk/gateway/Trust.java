package io.millwright.desk.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whom the desk believes to be a gateway or a broker: what an authority has signed for that name, or the one certificate that was seen and
 * compared before. Never anybody else.
 */
final class Trust {
    /** Where what was compared is kept: a line each, host:port and SHA-256. */
    private final Path known;

    private final String address;

    /** What a person has given, "" for nothing: it counts before what is known. */
    private final String given;

    /** What the last handshake showed and nobody knows yet, "" for none. */
    private volatile String unknown = "";

    private volatile String changed = "";

    /**
     * Creates one.
     *
     * @param address host:port
     * @param given SHA-256 that a person has given, "" for none
     */
    Trust(Path known, String address, String given) {
        this.given = normal(given);
        this.known = known;
        this.address = address.toLowerCase(Locale.ROOT);
    }

    /** Returns the SHA-256 of the certificate that nobody has compared yet, "" for none. */
    String unknown() {
        return unknown;
    }

    /** Returns what another certificate than the known one is told by, "" where it is not another one. */
    String changed() {
        return changed;
    }

    /** Trusts what an authority has signed, host name included. */
    static SSLContext signedBy(Path authorities) throws GatewayTrouble {
        try (InputStream in = Files.newInputStream(authorities)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, each);
            }
            if (number == 0) {
                throw GatewayTrouble.file(authorities + " has no certificate", "give a PEM file of the authority's");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return context(factory.getTrustManagers());
        } catch (IOException | GeneralSecurityException e) {
            throw GatewayTrouble.file(
                    authorities + " cannot be used: " + e.getMessage(),
                    "give a PEM file of the authority's certificate");
        }
    }

    /** Trusts the one certificate that is known of the address. */
    SSLContext pinned() {
        return context(new TrustManager[] {new Pinned()});
    }

    private static SSLContext context(TrustManager[] managers) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no TLS", e);
        }
    }

    /** Whether there is anything to compare a certificate with. */
    boolean knows() throws GatewayTrouble {
        try {
            return !expected().isEmpty();
        } catch (CertificateException e) {
            throw GatewayTrouble.file(e.getMessage(), "make it readable");
        }
    }

    /** Keeps what a person has given, now that it has proven right. */
    void learnGiven() throws GatewayTrouble {
        if (!given.isEmpty()) {
            learn(given);
        }
    }

    /** Keeps a certificate as known. */
    void learn(String sha256) throws GatewayTrouble {
        try {
            if (kept().equals(normal(sha256))) {
                return;
            }
            if (known.getParent() != null) {
                Files.createDirectories(known.getParent());
            }
            Files.writeString(
                    known, address + " " + normal(sha256) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException | CertificateException e) {
            throw GatewayTrouble.file(known + " cannot be written: " + e.getMessage(), "make it writable");
        }
    }

    private String expected() throws CertificateException {
        return given.isEmpty() ? kept() : given;
    }

    /** Returns what is kept of the address: the last line counts. "" for nothing. */
    private String kept() throws CertificateException {
        try {
            List<String> lines = Files.exists(known) ? Files.readAllLines(known, StandardCharsets.UTF_8) : List.of();
            String found = "";
            for (String line : lines) {
                String[] parts = line.strip().split("\\s+");
                if (parts.length == 2 && parts[0].equals(address)) {
                    found = parts[1];
                }
            }
            return found;
        } catch (IOException e) {
            throw new CertificateException(known + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns hex digits alone, small. */
    static String normal(String sha256) {
        return sha256.replaceAll("[^0-9a-fA-F]", "").toLowerCase(Locale.ROOT);
    }

    static String sha256(X509Certificate certificate) throws CertificateEncodingException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new CertificateEncodingException("No SHA-256", e);
        }
    }

    /** The host's name is not looked at: a gateway's own certificate seldom has it, and the fingerprint says more. */
    private final class Pinned extends X509ExtendedTrustManager {
        private void check(X509Certificate[] chain) throws CertificateException {
            String shown = sha256(chain[0]);
            String expected = expected();
            if (expected.isEmpty()) {
                unknown = shown;
                throw new CertificateException("unknown");
            }
            if (!expected.equals(shown)) {
                changed = shown;
                throw new CertificateException("changed");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            throw new CertificateException("The desk is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
                throws CertificateException {
            throw new CertificateException("The desk is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("The desk is no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
