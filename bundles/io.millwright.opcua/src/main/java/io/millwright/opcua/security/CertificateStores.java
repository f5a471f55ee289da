package io.millwright.opcua.security;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StateCode;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;

/**
 * Where certificates and keys are.
 *
 * @param keystore of the gateway, null for none
 * @param noKeystore why there is none
 * @param folder beside the keystore
 */
public record CertificateStores(KeystoreService keystore, String noKeystore, TrustFolder folder) {
    /** An authority in the keystore whose alias begins so completes chains, and is not trusted by itself. */
    private static final String ISSUER_ALIAS = "issuer-";

    /** Returns the keystore, which must be there, to read or write an entry that a field names. */
    SharedKeystore keystore(Settings settings, String needs) throws ConnectionTrouble {
        if (keystore == null) {
            throw new ConnectionTrouble(
                    StateCode.WAITING_FOR_KEYSTORE,
                    (noKeystore.isEmpty()
                                    ? "Keystore '" + settings.keystoreTarget() + "' matches no keystore"
                                    : noKeystore)
                            + ", and " + needs + " needs one || choose a keystore, best one of its own for OPC UA.");
        }
        return new SharedKeystore(keystore);
    }

    /** Returns what certificates are judged by, as it is now. */
    TrustLists lists(Settings settings) throws ConnectionTrouble {
        List<String> problems = new ArrayList<>();
        Set<X509Certificate> trusted = new HashSet<>(folder.trusted(problems));
        Set<X509Certificate> issuers = new HashSet<>(folder.issuers(problems));
        List<X509CRL> revocations = new ArrayList<>(folder.revocations(problems));
        if (keystore != null) {
            held(settings, trusted, issuers);
            revocations.addAll(revocations(problems));
        }
        return new TrustLists(trusted, issuers, revocations, settings.trust().pinned(), problems);
    }

    private void held(Settings settings, Set<X509Certificate> trusted, Set<X509Certificate> issuers)
            throws ConnectionTrouble {
        try {
            for (Map.Entry<String, KeyStore.Entry> entry :
                    new SharedKeystore(keystore).entries().entrySet()) {
                if (entry.getValue() instanceof KeyStore.TrustedCertificateEntry held
                        && held.getTrustedCertificate() instanceof X509Certificate certificate) {
                    boolean issuer = entry.getKey().toLowerCase(Locale.ROOT).startsWith(ISSUER_ALIAS);
                    (issuer ? issuers : trusted).add(certificate);
                }
            }
        } catch (KuraException e) {
            throw new ConnectionTrouble(
                    StateCode.KEYSTORE_ERROR,
                    "The keystore " + settings.keystoreTarget() + " cannot be read (" + e.getMessage()
                            + ") || check its configuration.",
                    e);
        }
    }

    /** Not every keystore of a gateway has them. */
    private List<X509CRL> revocations(List<String> problems) {
        List<X509CRL> lists = new ArrayList<>();
        try {
            Collection<CRL> held = new SharedKeystore(keystore).revocations();
            for (CRL list : held == null ? List.<CRL>of() : held) {
                if (list instanceof X509CRL revocation) {
                    lists.add(revocation);
                }
            }
        } catch (KuraException e) {
            problems.add("the keystore gives no revocation lists (" + e.getMessage() + ")");
        }
        return lists;
    }
}
