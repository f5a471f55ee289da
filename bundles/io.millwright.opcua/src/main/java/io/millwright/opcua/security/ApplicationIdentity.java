package io.millwright.opcua.security;

import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.StateCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.util.Arrays;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our application certificate (OPC UA Part 6, 6.2.2) with its key, kept in the gateway's keystore. A missing one is made,
 * because key pairs made by the gateway lack the application URI that servers demand.
 */
public record ApplicationIdentity(KeyPair keyPair, X509Certificate[] chain) {
    private static final Logger LOGGER = LoggerFactory.getLogger(ApplicationIdentity.class);
    private static final int RSA_BITS = 2_048;
    private static final Period VALIDITY = Period.ofYears(10);

    /** A gateway without a battery starts in the past; a certificate made then would be useless. */
    private static final Instant EARLIEST_CLOCK = Instant.parse("2026-01-01T00:00:00Z");

    /** Returns our certificate itself, the first of the chain. */
    public X509Certificate certificate() {
        return chain[0];
    }

    /**
     * Reads the identity, or makes and stores it. Takes up to some seconds.
     *
     * @param keystore null where none may be used
     * @param why none may be used
     */
    public static ApplicationIdentity of(Settings settings, KeystoreService keystore, String why)
            throws ConnectionTrouble {
        if (keystore == null) {
            throw new ConnectionTrouble(
                    StateCode.WAITING_FOR_KEYSTORE,
                    (why.isEmpty() ? "Keystore '" + settings.keystoreTarget() + "' matches no keystore" : why)
                            + ", and Security policy '" + settings.policy()
                            + "' needs one || choose a keystore, best one of its own for OPC UA.");
        }
        try {
            KeyStore.Entry entry = keystore.getEntry(settings.keystoreAlias());
            return entry == null ? make(settings, keystore) : check(settings, entry);
        } catch (KuraException e) {
            throw new ConnectionTrouble(
                    StateCode.KEYSTORE_ERROR,
                    "The keystore " + settings.keystoreTarget()
                            + " does not give or take the entry Alias of the application certificate '"
                            + settings.keystoreAlias() + "' (" + e.getMessage() + ") || check its configuration.",
                    e);
        }
    }

    private static ApplicationIdentity check(Settings settings, KeyStore.Entry entry) throws ConnectionTrouble {
        String subject = "The entry Alias of the application certificate '" + settings.keystoreAlias() + "' ";
        String remedy = " || delete the entry, so that a suitable one is made, or name another alias.";
        if (!(entry instanceof PrivateKeyEntry pair)
                || !(pair.getCertificate() instanceof X509Certificate certificate)) {
            throw new ConnectionTrouble(
                    StateCode.CERTIFICATE_UNSUITABLE, subject + "holds no key pair with a certificate" + remedy);
        }
        String uri = CertificateUtil.getSanUri(certificate).orElse("");
        if (!uri.equals(settings.applicationUri())) {
            throw new ConnectionTrouble(
                    StateCode.CERTIFICATE_UNSUITABLE,
                    subject + "has the application URI '" + uri + "' in its certificate, not Application URI '"
                            + settings.applicationUri() + "'" + remedy);
        }
        try {
            certificate.checkValidity();
        } catch (CertificateException e) {
            throw new ConnectionTrouble(
                    StateCode.CERTIFICATE_UNSUITABLE,
                    subject + "is valid from " + certificate.getNotBefore().toInstant() + " to "
                            + certificate.getNotAfter().toInstant() + ", not now" + remedy,
                    e);
        }
        X509Certificate[] chain = Arrays.stream(pair.getCertificateChain())
                .map(X509Certificate.class::cast)
                .toArray(X509Certificate[]::new);
        return new ApplicationIdentity(new KeyPair(certificate.getPublicKey(), pair.getPrivateKey()), chain);
    }

    private static ApplicationIdentity make(Settings settings, KeystoreService keystore)
            throws ConnectionTrouble, KuraException {
        if (Instant.now().isBefore(EARLIEST_CLOCK)) {
            throw new ConnectionTrouble(
                    StateCode.CERTIFICATE_UNSUITABLE,
                    "The gateway's clock says " + Instant.now()
                            + ", so no application certificate is made || set the clock.");
        }
        try {
            KeyPair keyPair = SelfSignedCertificateGenerator.generateRsaKeyPair(RSA_BITS);
            SelfSignedCertificateBuilder builder = new SelfSignedCertificateBuilder(keyPair)
                    .setSignatureAlgorithm(SelfSignedCertificateBuilder.SA_SHA256_RSA)
                    .setValidityPeriod(VALIDITY)
                    .setCommonName("Millwright " + settings.pid())
                    .setOrganization("Millwright")
                    .setApplicationUri(settings.applicationUri());
            addHost(builder);
            X509Certificate certificate = builder.build();
            X509Certificate[] chain = {certificate};
            keystore.setEntry(settings.keystoreAlias(), new PrivateKeyEntry(keyPair.getPrivate(), chain));
            LOGGER.info(
                    "Made an application certificate for {} under Alias of the application certificate '{}': application URI {}, SHA-256 {}."
                            + " The server must trust it.",
                    settings.pid(),
                    settings.keystoreAlias(),
                    settings.applicationUri(),
                    ServerTrust.sha256(certificate));
            return new ApplicationIdentity(keyPair, chain);
        } catch (KuraException | ConnectionTrouble e) {
            throw e;
        } catch (Exception e) {
            throw new ConnectionTrouble(
                    StateCode.CERTIFICATE_UNSUITABLE,
                    "No application certificate could be made for Application URI '" + settings.applicationUri() + "': "
                            + e.getMessage(),
                    e);
        }
    }

    private static void addHost(SelfSignedCertificateBuilder builder) {
        try {
            InetAddress host = InetAddress.getLocalHost();
            builder.addDnsName(host.getHostName());
            builder.addIpAddress(host.getHostAddress());
        } catch (UnknownHostException e) {
            builder.addDnsName("localhost");
        }
    }
}
