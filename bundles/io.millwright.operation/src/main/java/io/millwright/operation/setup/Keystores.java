package io.millwright.operation.setup;

import io.millwright.operation.resource.Sha256;
import io.millwright.operation.view.Configurations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.security.keystore.KeystoreService;

/** The keystore of connections: the one that is there, else one of the gateway's own kind, in a file with a password that nobody knows. */
final class Keystores {
    static final String CONNECTIONS = "io.millwright.opcua.OpcUaConnection";
    private static final String FACTORY = "org.eclipse.kura.core.keystore.FilesystemKeystoreServiceImpl";
    private static final String NAME = "plc-keys";
    private static final int PASSWORD_BYTES = 24;

    private final Reach reach;
    private final Components components;
    private final Configurations configurations;
    private final CryptoService crypto;
    private final Path folder;

    Keystores(
            Reach reach,
            Components components,
            Configurations configurations,
            CryptoService crypto,
            Path dataDirectory) {
        this.reach = reach;
        this.components = components;
        this.configurations = configurations;
        this.crypto = crypto;
        folder = dataDirectory.resolve("millwright").resolve("keys");
    }

    /** Returns the keystore that other connections use. */
    Optional<String> present() {
        return configurations.ofFactory(CONNECTIONS).stream()
                .map(each -> Configurations.chosen(Configurations.text(each, "KeystoreService.target")))
                .filter(pid -> reach.has(KeystoreService.class, pid))
                .findFirst();
    }

    String freeName() {
        return components.free(NAME);
    }

    Path file(String pid) {
        return folder.resolve(pid + ".p12");
    }

    /** Makes one; its password is encrypted by the gateway as the web admin's are. */
    void make(String pid) throws Stuck {
        byte[] password = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(password);
        try {
            Files.createDirectories(folder);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            // Of a keystore that was undone: its password is lost.
            Files.deleteIfExists(file(pid));
            components.create(
                    FACTORY,
                    pid,
                    Map.of(
                            "keystore.path",
                            file(pid).toString(),
                            "keystore.password",
                            encrypted(HexFormat.of().formatHex(password))));
        } catch (IOException e) {
            throw new Stuck("the folder " + folder + " cannot be used: " + e.getMessage(), "make room on the disk");
        }
    }

    /** Kura takes a password of a new component as it keeps it. */
    String encrypted(String password) throws Stuck {
        try {
            return new String(crypto.encryptAes(password.toCharArray()));
        } catch (KuraException e) {
            throw new Stuck("the gateway does not encrypt: " + e.getMessage(), "look into the log");
        }
    }

    /** Takes out of a keystore that others use what the set-up put in: the connection's key pair and the certificate it trusted. */
    void clean(String pid, String connection, String trusted) throws Stuck, InterruptedException {
        if (!reach.has(KeystoreService.class, pid)) {
            return;
        }
        reach.with(KeystoreService.class, pid, keystore -> {
            // As connections do: of two that write into a keystore at a time one loses what it wrote.
            synchronized (KeystoreService.class) {
                try {
                    for (Map.Entry<String, KeyStore.Entry> each :
                            keystore.getEntries().entrySet()) {
                        String alias = each.getKey();
                        if (alias.equals(connection)
                                || alias.equals(connection + "-next")
                                || is(each.getValue(), trusted)) {
                            keystore.deleteEntry(alias);
                        }
                    }
                    return null;
                } catch (KuraException | GeneralSecurityException e) {
                    throw new Stuck(
                            "the keystore " + pid + " does not let go of what was put in: " + e.getMessage(),
                            "delete the entries of " + connection + " in the web admin");
                }
            }
        });
    }

    private static boolean is(KeyStore.Entry entry, String sha256) throws GeneralSecurityException {
        if (sha256.isEmpty() || !(entry instanceof KeyStore.TrustedCertificateEntry trusted)) {
            return false;
        }
        return Sha256.of(trusted.getTrustedCertificate().getEncoded()).equals(sha256);
    }

    /** Deletes a keystore that the set-up made, with its file and lists. */
    void delete(String pid, Path file) throws Stuck {
        components.delete(pid);
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".crl"));
        } catch (IOException e) {
            throw new Stuck(file + " cannot be deleted: " + e.getMessage(), "delete it by hand");
        }
    }
}
