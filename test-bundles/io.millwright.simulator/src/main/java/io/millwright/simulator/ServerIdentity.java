package io.millwright.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Period;
import java.util.HexFormat;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/**
 * The server's key and self-signed application certificate, with the application URI, localhost and 127.0.0.1 as subject
 * alternative names (OPC UA Part 6, 6.2.2). Kept in a folder when one is given, so that clients that pinned the thumbprint
 * still connect after a restart of the program.
 */
record ServerIdentity(PrivateKey privateKey, X509Certificate certificate) {
    private static final String FILE = "simulator.p12";
    private static final String ALIAS = "simulator";
    /** The file is protected by its permissions: a simulator's key guards nothing. */
    private static final char[] NO_PASSWORD = new char[0];

    static ServerIdentity create() {
        try {
            KeyPair pair = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
            X509Certificate certificate = new SelfSignedCertificateBuilder(pair)
                    .setCommonName("Millwright PLC simulator")
                    .setOrganization("Millwright")
                    .setValidityPeriod(Period.ofYears(10))
                    .setApplicationUri(Simulator.APPLICATION_URI)
                    .addDnsName("localhost")
                    .addIpAddress("127.0.0.1")
                    .build();
            return new ServerIdentity(pair.getPrivate(), certificate);
        } catch (Exception e) {
            throw new IllegalStateException("The server certificate could not be made: " + e.getMessage(), e);
        }
    }

    /** The identity kept in this folder; made and stored there when the folder holds none. */
    static ServerIdentity in(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        try {
            if (Files.exists(file)) {
                return load(file);
            }
            ServerIdentity identity = create();
            identity.store(folder, file);
            return identity;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "The server's key in " + file + " cannot be read or written (" + e.getMessage()
                            + "): delete the file to have a new one made.",
                    e);
        }
    }

    private static ServerIdentity load(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, NO_PASSWORD);
        }
        if (store.getKey(ALIAS, NO_PASSWORD) instanceof PrivateKey key
                && store.getCertificate(ALIAS) instanceof X509Certificate certificate) {
            return new ServerIdentity(key, certificate);
        }
        throw new GeneralSecurityException("no entry \"" + ALIAS + "\"");
    }

    private void store(Path folder, Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry(ALIAS, privateKey, NO_PASSWORD, new Certificate[] {certificate});
        Files.createDirectories(folder);
        // Private from the first byte, and never half written under its name.
        Path part = Files.createTempFile(
                folder,
                FILE,
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(part)) {
            store.store(out, NO_PASSWORD);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** SHA-256 of the certificate, 64 lower-case hexadecimal digits. */
    String thumbprint() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
