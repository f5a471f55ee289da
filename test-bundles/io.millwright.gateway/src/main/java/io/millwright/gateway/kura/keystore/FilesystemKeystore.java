package io.millwright.gateway.kura.keystore;

import io.millwright.gateway.kura.system.GatewaySystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CRL;
import java.security.cert.CertStore;
import java.security.cert.X509CRL;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PKCS#12 file, made where missing; the password of an entry is that of the file. A relative path lies in the Kura
 * data directory. Every change is announced over EventAdmin. Requests for certificates and revocation lists are left
 * out and refused.
 */
@Component(
        name = FilesystemKeystore.PID,
        service = {KeystoreService.class, ConfigurableComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
public final class FilesystemKeystore implements KeystoreService, ConfigurableComponent {
    static final String PID = "org.eclipse.kura.core.keystore.FilesystemKeystoreServiceImpl";

    private static final String CHANGED = "org/eclipse/kura/security/keystore/KeystoreChangedEvent/KEYSTORE_CHANGED";
    private static final Logger LOGGER = LoggerFactory.getLogger(FilesystemKeystore.class);

    private final CryptoService crypto;
    private final EventAdmin events;
    private final Path dataFolder;
    private final KeyPairs keyPairs = new KeyPairs();
    private String pid;
    private Path file;
    private char[] password;

    @Activate
    public FilesystemKeystore(
            @Reference CryptoService crypto,
            @Reference EventAdmin events,
            @Reference GatewaySystem system,
            Map<String, Object> properties) {
        this.crypto = crypto;
        this.events = events;
        dataFolder = Path.of(system.getKuraDataDirectory());
        modified(properties);
    }

    @Modified
    synchronized void modified(Map<String, Object> properties) {
        pid = String.valueOf(properties.get("kura.service.pid"));
        file = dataFolder.resolve(String.valueOf(properties.getOrDefault("keystore.path", pid + ".ks")));
        try {
            char[] given = String.valueOf(properties.get("keystore.password")).toCharArray();
            password = crypto.decryptAes(given);
            if (!Files.exists(file)) {
                KeyStore fresh = KeyStore.getInstance("PKCS12");
                fresh.load(null, password);
                save(fresh);
            }
        } catch (KuraException | GeneralSecurityException | IOException e) {
            LOGGER.error("Keystore {} is not accessible", file, e);
        }
    }

    @Deactivate
    void deactivate() {
        keyPairs.close();
    }

    @Override
    public synchronized KeyStore getKeyStore() throws KuraException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new KuraException(KuraErrorCode.BAD_REQUEST, e, "Failed to get the KeyStore");
        }
    }

    private void save(KeyStore store) throws GeneralSecurityException, IOException {
        Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), "keystore", ".tmp");
        try (OutputStream out = Files.newOutputStream(temporary)) {
            store.store(out, password);
        }
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Null where there is no such alias. */
    @Override
    public synchronized KeyStore.Entry getEntry(String alias) throws KuraException {
        if (alias == null) {
            throw new IllegalArgumentException("alias is null");
        }
        return entry(getKeyStore(), alias);
    }

    private KeyStore.Entry entry(KeyStore store, String alias) throws KuraException {
        try {
            boolean key = store.isKeyEntry(alias);
            return store.getEntry(alias, key ? new KeyStore.PasswordProtection(password) : null);
        } catch (GeneralSecurityException e) {
            throw new KuraException(KuraErrorCode.BAD_REQUEST, e, "Failed to get the entry " + alias);
        }
    }

    @Override
    public void setEntry(String alias, KeyStore.Entry entry) throws KuraException {
        if (alias == null || alias.trim().isEmpty() || entry == null) {
            throw new IllegalArgumentException("alias or entry is null or empty");
        }
        change(store -> store.setEntry(
                alias,
                entry,
                entry instanceof KeyStore.TrustedCertificateEntry ? null : new KeyStore.PasswordProtection(password)));
    }

    @Override
    public void deleteEntry(String alias) throws KuraException {
        change(store -> store.deleteEntry(alias));
    }

    private interface Change {
        void apply(KeyStore store) throws GeneralSecurityException;
    }

    private void change(Change change) throws KuraException {
        synchronized (this) {
            KeyStore store = getKeyStore();
            try {
                change.apply(store);
                save(store);
            } catch (GeneralSecurityException | IOException e) {
                throw new KuraException(KuraErrorCode.BAD_REQUEST, e, "Failed to change the KeyStore");
            }
        }
        events.postEvent(new Event(CHANGED, Map.of("sender.pid", pid)));
    }

    @Override
    public synchronized Map<String, KeyStore.Entry> getEntries() throws KuraException {
        KeyStore store = getKeyStore();
        Map<String, KeyStore.Entry> entries = new TreeMap<>();
        for (String alias : aliases(store)) {
            entries.put(alias, entry(store, alias));
        }
        return entries;
    }

    @Override
    public List<String> getAliases() throws KuraException {
        return aliases(getKeyStore());
    }

    private static List<String> aliases(KeyStore store) throws KuraException {
        try {
            return Collections.list(store.aliases());
        } catch (GeneralSecurityException e) {
            throw new KuraException(KuraErrorCode.BAD_REQUEST, e, "Failed to list the KeyStore");
        }
    }

    @Override
    public synchronized List<KeyManager> getKeyManagers(String algorithm) throws KuraException {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(algorithm);
            factory.init(getKeyStore(), password);
            return List.of(factory.getKeyManagers());
        } catch (GeneralSecurityException e) {
            throw new KuraException(KuraErrorCode.BAD_REQUEST, e, "Failed to get the key managers");
        }
    }

    @Override
    public void createKeyPair(String alias, String algorithm, int keySize, String signatureAlgorithm, String attributes)
            throws KuraException {
        createKeyPair(alias, algorithm, keySize, signatureAlgorithm, attributes, new SecureRandom());
    }

    @Override
    public void createKeyPair(
            String alias,
            String algorithm,
            int keySize,
            String signatureAlgorithm,
            String attributes,
            SecureRandom secureRandom)
            throws KuraException {
        setEntry(alias, keyPairs.create(algorithm, keySize, signatureAlgorithm, attributes, secureRandom));
    }

    @Override
    public void createKeyPair(
            String alias,
            String algorithm,
            AlgorithmParameterSpec algorithmParameter,
            String signatureAlgorithm,
            String attributes)
            throws KuraException {
        createKeyPair(alias, algorithm, algorithmParameter, signatureAlgorithm, attributes, new SecureRandom());
    }

    @Override
    public void createKeyPair(
            String alias,
            String algorithm,
            AlgorithmParameterSpec algorithmParameter,
            String signatureAlgorithm,
            String attributes,
            SecureRandom secureRandom)
            throws KuraException {
        setEntry(alias, keyPairs.create(algorithm, algorithmParameter, signatureAlgorithm, attributes, secureRandom));
    }

    @Override
    public String getCSR(KeyPair keyPair, X500Principal principal, String signerAlg) throws KuraException {
        throw leftOut("certificate signing requests");
    }

    @Override
    public String getCSR(String alias, X500Principal principal, String signerAlg) throws KuraException {
        throw leftOut("certificate signing requests");
    }

    @Override
    public Collection<CRL> getCRLs() {
        return List.of();
    }

    @Override
    public CertStore getCRLStore() throws KuraException {
        throw leftOut("revocation lists");
    }

    @Override
    public void addCRL(X509CRL crl) throws KuraException {
        throw leftOut("revocation lists");
    }

    private static KuraException leftOut(String what) {
        return new KuraException(KuraErrorCode.OPERATION_NOT_SUPPORTED, "the emulated gateway leaves out " + what);
    }
}
