package io.millwright.inference.secret;

import io.millwright.seal.WrappedKey;
import java.security.GeneralSecurityException;
import java.security.KeyStore.Entry;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for keys in all of Kura's keystores, as they are at the moment: the model says for which certificates it is, so there is nothing
 * to configure. Any thread; a keystore may be read from disk.
 */
public final class KuraKeystores implements GatewayKeys {
    private static final Logger LOG = LoggerFactory.getLogger(KuraKeystores.class);

    private final BundleContext context;

    /** @param context that looks the keystores up */
    public KuraKeystores(BundleContext context) {
        this.context = context;
    }

    @Override
    public PrivateKey find(String certificate) {
        try {
            for (ServiceReference<KeystoreService> reference :
                    context.getServiceReferences(KeystoreService.class, null)) {
                PrivateKey key = find(reference, certificate);
                if (key != null) {
                    return key;
                }
            }
            return null;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter is no wrong filter", e);
        }
    }

    private PrivateKey find(ServiceReference<KeystoreService> reference, String certificate) {
        KeystoreService keystore = context.getService(reference);
        if (keystore == null) {
            return null;
        }
        try {
            for (Entry entry : keystore.getEntries().values()) {
                if (entry instanceof PrivateKeyEntry held
                        && held.getCertificate() instanceof X509Certificate own
                        && WrappedKey.fingerprint(own).equals(certificate)) {
                    return held.getPrivateKey();
                }
            }
        } catch (KuraException | GeneralSecurityException | RuntimeException e) {
            // One that is not configured yet, or that another maker wrote, hides no other.
            LOG.debug("Keystore {} was not looked into", reference.getProperty("kura.service.pid"), e);
        } finally {
            context.ungetService(reference);
        }
        return null;
    }
}
