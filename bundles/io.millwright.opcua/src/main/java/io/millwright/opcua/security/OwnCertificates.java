package io.millwright.opcua.security;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StateCode;
import io.millwright.tag.CertificateFacts;
import java.io.IOException;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.kura.KuraException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application certificate in use and its successor. Sixty days before the one in use ends a successor is made beside it, and
 * every new session tries the successor first: until the server trusts it, the old one serves. One that somebody else signed is
 * not replaced by one that nobody did; its successor is what an operator puts under the successor's alias. Used on the session's
 * thread.
 */
public final class OwnCertificates {
    /** So long before its end a certificate is warned about, ours and the server's. */
    static final Duration AHEAD = Duration.ofDays(60);

    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);
    /** Of the alias under which a successor stands: the alias of the one in use, and this. */
    static final String SUCCESSOR = "-next";

    private static final String PREDECESSOR = "-old";

    private final Settings settings;
    private final SharedKeystore keystore;
    private final TrustFolder folder;
    private final ApplicationIdentity present;
    private final ApplicationIdentity successor;
    private final List<ApplicationIdentity> candidates;

    private OwnCertificates(
            Settings settings,
            SharedKeystore keystore,
            TrustFolder folder,
            ApplicationIdentity present,
            ApplicationIdentity successor,
            Instant now) {
        this.settings = settings;
        this.keystore = keystore;
        this.folder = folder;
        this.present = present;
        this.successor = successor;
        this.candidates = (successor == null ? List.of(present) : List.of(successor, present))
                .stream().filter(identity -> identity.validAt(now)).toList();
    }

    /** Reads them, or makes and stores what is missing. Takes up to some seconds. */
    public static OwnCertificates of(Settings settings, CertificateStores stores) throws ConnectionTrouble {
        SharedKeystore keystore = stores.keystore(settings, "Security policy '" + settings.policy() + "'");
        Instant now = Instant.now();
        try {
            ApplicationIdentity present = read(settings, keystore, settings.keystoreAlias());
            if (present == null) {
                present = made(settings, keystore, settings.keystoreAlias());
            }
            String next = settings.keystoreAlias() + SUCCESSOR;
            ApplicationIdentity successor = read(settings, keystore, next);
            boolean ending = present.ends().isBefore(now.plus(AHEAD));
            if (successor == null && ending && present.selfSigned()) {
                successor = made(settings, keystore, next);
            }
            OwnCertificates own = new OwnCertificates(settings, keystore, stores.folder(), present, successor, now);
            if (own.candidates.isEmpty()) {
                throw outOfDate(settings, present.certificate());
            }
            own.export();
            return own;
        } catch (KuraException e) {
            throw unreadable(settings, e);
        }
    }

    /** Returns those that are there, the one in use and its successor; makes none. */
    public static List<CertificateFacts> known(Settings settings, CertificateStores stores) throws ConnectionTrouble {
        if (!settings.secured()) {
            return List.of();
        }
        SharedKeystore keystore = stores.keystore(settings, "Security policy '" + settings.policy() + "'");
        List<CertificateFacts> known = new ArrayList<>();
        try {
            for (String alias : List.of(settings.keystoreAlias(), settings.keystoreAlias() + SUCCESSOR)) {
                ApplicationIdentity identity = read(settings, keystore, alias);
                if (identity != null) {
                    known.add(CertificateText.facts(identity.certificate()));
                }
            }
            return known;
        } catch (KuraException e) {
            throw unreadable(settings, e);
        }
    }

    private static ConnectionTrouble unreadable(Settings settings, KuraException e) {
        return new ConnectionTrouble(
                StateCode.KEYSTORE_ERROR,
                "The keystore " + settings.keystoreTarget()
                        + " does not give or take the entry Alias of the application certificate '"
                        + settings.keystoreAlias() + "' (" + e.getMessage() + ") || check its configuration.",
                e);
    }

    private static ApplicationIdentity made(Settings settings, SharedKeystore keystore, String alias)
            throws ConnectionTrouble, KuraException {
        ApplicationIdentity identity = NewIdentity.of(settings);
        keystore.put(alias, identity.entry());
        LOGGER.info(
                "Made an application certificate for {} under Alias of the application certificate '{}': application URI {}, SHA-256 {}."
                        + " The server must trust it.",
                settings.pid(),
                alias,
                settings.applicationUri(),
                CertificateText.sha256(identity.certificate()));
        return identity;
    }

    private static ApplicationIdentity read(Settings settings, SharedKeystore keystore, String alias)
            throws ConnectionTrouble, KuraException {
        KeyStore.Entry entry = keystore.entry(alias);
        if (entry == null) {
            return null;
        }
        String subject = "The entry Alias of the application certificate '" + alias + "' ";
        String remedy =
                " || name another alias, for which an entry is made, or, if nothing else uses this one, delete it.";
        if (!(entry instanceof PrivateKeyEntry pair)
                || !(pair.getCertificate() instanceof X509Certificate certificate)) {
            throw new ConnectionTrouble(
                    StateCode.CERTIFICATE_UNSUITABLE, subject + "holds no key pair with a certificate" + remedy);
        }
        List<String> uris = SubjectNames.of(certificate).uris();
        if (!uris.contains(settings.applicationUri())) {
            throw new ConnectionTrouble(
                    StateCode.CERTIFICATE_UNSUITABLE,
                    subject + "has the application URI '" + String.join(", ", uris)
                            + "' in its certificate, not Application URI '" + settings.applicationUri() + "'" + remedy);
        }
        return ApplicationIdentity.of(pair);
    }

    private static ConnectionTrouble outOfDate(Settings settings, X509Certificate certificate) {
        return new ConnectionTrouble(
                StateCode.CERTIFICATE_UNSUITABLE,
                "Our application certificate, entry '" + settings.keystoreAlias()
                        + "', is refused by this gateway, rule validity period: it is valid from "
                        + certificate.getNotBefore().toInstant() + " to "
                        + certificate.getNotAfter().toInstant()
                        + ", not now || check the gateway's clock; else delete the entry, so that a new one is made, or"
                        + " put its successor under the alias '" + settings.keystoreAlias() + SUCCESSOR + "'.");
    }

    private void export() {
        try {
            folder.prepare();
            folder.export(settings.pid(), present.certificate());
            if (successor == null) {
                folder.retract(settings.pid() + SUCCESSOR);
            } else {
                folder.export(settings.pid() + SUCCESSOR, successor.certificate());
            }
        } catch (IOException e) {
            // A convenience: the keystore has them, and the log the thumbprint.
            LOGGER.debug("{}: the application certificate could not be written to {}", settings.pid(), folder, e);
        }
    }

    /** Returns with which ones to try to open a session, in this order: those that are valid, one at least. */
    public List<ApplicationIdentity> candidates() {
        return candidates;
    }

    /** The server opened a session with this one: a successor becomes the present one, which is kept beside it. */
    public void accepted(ApplicationIdentity identity) {
        if (identity != successor) {
            return;
        }
        try {
            keystore.put(settings.keystoreAlias() + PREDECESSOR, present.entry());
            keystore.put(settings.keystoreAlias(), successor.entry());
            keystore.remove(settings.keystoreAlias() + SUCCESSOR);
            LOGGER.info(
                    "{}: the server trusts the new application certificate, SHA-256 {}. The old one is kept under '{}'.",
                    settings.pid(),
                    CertificateText.sha256(successor.certificate()),
                    settings.keystoreAlias() + PREDECESSOR);
        } catch (KuraException e) {
            // Both are there still: the next session begins with the successor again.
            LOGGER.warn(
                    "{}: the keystore {} does not take the new application certificate in place of the old one ({});"
                            + " check its configuration.",
                    settings.pid(),
                    settings.keystoreTarget(),
                    e.getMessage());
        }
    }

    /** Returns the successor that the server does not trust yet, where a session was opened with another one; else null. */
    public ApplicationIdentity waiting(ApplicationIdentity used) {
        return used == successor ? null : successor;
    }
}
