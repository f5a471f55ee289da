package io.millwright.pipeline.capture;

import java.security.KeyStore.Entry;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for a key pair in Kura's keystores as they are at the moment: the first RSA or EC one by the keystore's pid and its alias. Any
 * will do: whoever has the gateway's keystores opens what the gateway kept, and nobody else but the desk's certificate.
 */
final class KuraKeyHolders implements KeyHolders {
    private static final Logger LOG = LoggerFactory.getLogger(KuraKeyHolders.class);
    private static final String PID = "kura.service.pid";

    private final BundleContext context;

    KuraKeyHolders(BundleContext context) {
        this.context = context;
    }

    @Override
    public X509Certificate own() {
        Map<String, X509Certificate> found = new TreeMap<>();
        try {
            for (ServiceReference<KeystoreService> reference :
                    context.getServiceReferences(KeystoreService.class, null)) {
                look(reference, found);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter is no wrong filter", e);
        } catch (IllegalStateException e) {
            // The bundle has stopped.
            return null;
        }
        return found.isEmpty() ? null : found.values().iterator().next();
    }

    private void look(ServiceReference<KeystoreService> reference, Map<String, X509Certificate> found) {
        KeystoreService keystore = context.getService(reference);
        if (keystore == null) {
            return;
        }
        try {
            for (Map.Entry<String, Entry> entry : keystore.getEntries().entrySet()) {
                if (entry.getValue() instanceof PrivateKeyEntry held
                        && held.getCertificate() instanceof X509Certificate own
                        && takesKeys(own)) {
                    found.put(reference.getProperty(PID) + "\n" + entry.getKey(), own);
                }
            }
        } catch (KuraException | RuntimeException e) {
            // One that is not configured yet, or that another maker wrote, hides no other.
            LOG.debug("Keystore {} was not looked into", reference.getProperty(PID), e);
        } finally {
            context.ungetService(reference);
        }
    }

    private static boolean takesKeys(X509Certificate certificate) {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        return algorithm.equals("RSA") || algorithm.equals("EC");
    }
}
