package io.millwright.opcua.session;

import io.millwright.form.Diagnosis;
import io.millwright.opcua.security.CertificateStores;
import io.millwright.opcua.security.TrustFolder;
import io.millwright.opcua.settings.PasswordDecoder;
import io.millwright.opcua.settings.Settings;
import io.millwright.targets.Chosen;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.kura.security.keystore.KeystoreService;

/** What sessions are opened with: the keystore that is bound, the trust folder, the password. On the session's thread. */
final class Credentials {
    private final PasswordDecoder passwords;
    private final Supplier<String> dataDirectory;
    private Chosen.Use<KeystoreService> bound = new Chosen.Use<>(null, Map.of(), Chosen.Trouble.NONE, Diagnosis.NONE);
    private KeystoreService used;

    /** @param dataDirectory of the gateway, may return null */
    Credentials(PasswordDecoder passwords, Supplier<String> dataDirectory) {
        this.passwords = passwords;
        this.dataDirectory = dataDirectory;
    }

    /** The next session takes this keystore. */
    void bind(Chosen.Use<KeystoreService> use) {
        bound = use;
    }

    /** Returns whether that is the keystore of the session that was opened last. */
    boolean uses(KeystoreService keystore) {
        return keystore == used;
    }

    /** Takes what is bound now, for a session. */
    CertificateStores take(Settings settings) {
        used = bound.service();
        return stores(settings);
    }

    /** Returns where the certificates and keys are of the session that was opened last. */
    CertificateStores stores(Settings settings) {
        return new CertificateStores(
                used,
                bound.why().what(),
                TrustFolder.in(dataDirectory.get(), settings.trust().folder()));
    }

    /** Returns the password in an array of its own, which the caller overwrites. Any thread. */
    char[] password(Settings settings) {
        return passwords.decode(settings);
    }

    /** Returns whether two settings open the same session. */
    boolean sameSession(Settings one, Settings other) {
        return one.sameSession(other) && passwords.same(one, other);
    }
}
