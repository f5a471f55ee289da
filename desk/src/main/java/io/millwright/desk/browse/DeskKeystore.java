package io.millwright.desk.browse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.TrustedCertificateEntry;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;

/**
 * The desk's own application certificate and key, in a file that only its owner may read. What protects them is that; the
 * file's password is known to everybody who reads this.
 */
final class DeskKeystore {
    private static final char[] PASSWORD = "millwright".toCharArray();
    private static final PasswordProtection PROTECTION = new PasswordProtection(PASSWORD);

    private final Path file;

    private DeskKeystore(Path file) {
        this.file = file;
    }

    /** Returns the keystore as the connection uses one: entries are read and set, and nothing else. */
    static KeystoreService in(Path file) {
        DeskKeystore keystore = new DeskKeystore(file);
        return (KeystoreService) Proxy.newProxyInstance(
                KeystoreService.class.getClassLoader(),
                new Class<?>[] {KeystoreService.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getEntry" -> keystore.entry((String) arguments[0]);
                    case "getEntries" -> keystore.entries();
                    case "setEntry" -> keystore.set((String) arguments[0], (KeyStore.Entry) arguments[1]);
                    case "deleteEntry" -> keystore.delete((String) arguments[0]);
                    case "getCRLs" -> List.of();
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> file.toString();
                    default -> throw new KuraException(KuraErrorCode.OPERATION_NOT_SUPPORTED, method.getName());
                });
    }

    private KeyStore.Entry entry(String alias) throws KuraException {
        try {
            return load().getEntry(alias, PROTECTION);
        } catch (GeneralSecurityException | IOException e) {
            throw new KuraException(KuraErrorCode.IO_ERROR, e, file + ": " + e.getMessage());
        }
    }

    /** Only what is trusted has no password of its own, and only that is asked for. */
    private Map<String, KeyStore.Entry> entries() throws KuraException {
        try {
            KeyStore store = load();
            Map<String, KeyStore.Entry> entries = new HashMap<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias)) {
                    entries.put(alias, new TrustedCertificateEntry(store.getCertificate(alias)));
                }
            }
            return entries;
        } catch (GeneralSecurityException | IOException e) {
            throw new KuraException(KuraErrorCode.IO_ERROR, e, file + ": " + e.getMessage());
        }
    }

    private Object set(String alias, KeyStore.Entry entry) throws KuraException {
        return change(store -> store.setEntry(alias, entry, PROTECTION));
    }

    private Object delete(String alias) throws KuraException {
        return change(store -> store.deleteEntry(alias));
    }

    @FunctionalInterface
    private interface Change {
        void on(KeyStore store) throws GeneralSecurityException;
    }

    private Object change(Change change) throws KuraException {
        try {
            KeyStore store = load();
            change.on(store);
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path written = Files.createTempFile(folder, "." + file.getFileName(), ".new");
            try {
                try (OutputStream out = Files.newOutputStream(written)) {
                    store.store(out, PASSWORD);
                }
                Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(written);
            }
            return null;
        } catch (GeneralSecurityException | IOException e) {
            throw new KuraException(KuraErrorCode.IO_ERROR, e, file + ": " + e.getMessage());
        }
    }

    private KeyStore load() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        if (!Files.exists(file)) {
            store.load(null, PASSWORD);
            return store;
        }
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
            return store;
        }
    }
}
