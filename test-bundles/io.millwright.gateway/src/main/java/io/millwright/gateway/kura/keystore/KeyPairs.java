package io.millwright.gateway.kura.keystore;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;

/**
 * Key pairs as the web admin makes them: self-signed for one year, without subject alternative name and key usage. As
 * in Kura the platform's BouncyCastle becomes the JVM's provider "BC" the first time, here until the keystore goes.
 */
final class KeyPairs {
    private static final Duration VALIDITY = Duration.ofDays(365);

    private boolean registered;

    KeyStore.PrivateKeyEntry create(
            String algorithm, int keySize, String signatureAlgorithm, String attributes, SecureRandom random)
            throws KuraException {
        return make(algorithm, generator -> generator.initialize(keySize, random), signatureAlgorithm, attributes);
    }

    KeyStore.PrivateKeyEntry create(
            String algorithm,
            AlgorithmParameterSpec parameters,
            String signatureAlgorithm,
            String attributes,
            SecureRandom random)
            throws KuraException {
        return make(algorithm, generator -> generator.initialize(parameters, random), signatureAlgorithm, attributes);
    }

    private interface Initialization {
        void apply(KeyPairGenerator generator) throws GeneralSecurityException;
    }

    private KeyStore.PrivateKeyEntry make(
            String algorithm, Initialization initialization, String signatureAlgorithm, String attributes)
            throws KuraException {
        register();
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, BouncyCastleProvider.PROVIDER_NAME);
            initialization.apply(generator);
            KeyPair pair = generator.generateKeyPair();
            Certificate certificate = certificate(pair, signatureAlgorithm, new X500Name(attributes));
            PrivateKey key = pair.getPrivate();
            return new KeyStore.PrivateKeyEntry(key, new Certificate[] {certificate});
        } catch (GeneralSecurityException | OperatorCreationException | IllegalArgumentException e) {
            throw new KuraException(KuraErrorCode.BAD_REQUEST, e, "Failed to generate the key pair");
        }
    }

    private static Certificate certificate(KeyPair pair, String signatureAlgorithm, X500Name subject)
            throws GeneralSecurityException, OperatorCreationException {
        Instant now = Instant.now();
        ContentSigner signer = new JcaContentSignerBuilder(signatureAlgorithm)
                .setProvider(BouncyCastleProvider.PROVIDER_NAME)
                .build(pair.getPrivate());
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                subject,
                BigInteger.valueOf(now.toEpochMilli()),
                Date.from(now),
                Date.from(now.plus(VALIDITY)),
                subject,
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private synchronized void register() {
        if (Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) {
            Security.addProvider(new BouncyCastleProvider());
            registered = true;
        }
    }

    synchronized void close() {
        if (registered) {
            Security.removeProvider(BouncyCastleProvider.PROVIDER_NAME);
            registered = false;
        }
    }
}
