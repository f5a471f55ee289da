package io.millwright.opcua;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/** The one certificate of every {@link PlcServer}: made once, because a key pair takes long. */
final class PlcCertificate extends RsaSha256CertificateFactory {
    private static final KeyPair KEY_PAIR = keyPair();
    static final X509Certificate CERTIFICATE = certificate(KEY_PAIR);

    private static KeyPair keyPair() {
        try {
            return SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static X509Certificate certificate(KeyPair keyPair) {
        try {
            return new SelfSignedCertificateBuilder(keyPair)
                    .setCommonName("test PLC")
                    .setOrganization("Millwright")
                    .setApplicationUri(PlcServer.URI)
                    .addIpAddress("127.0.0.1")
                    .build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected KeyPair createRsaSha256KeyPair() {
        return KEY_PAIR;
    }

    @Override
    protected X509Certificate[] createRsaSha256CertificateChain(KeyPair keyPair) {
        return new X509Certificate[] {CERTIFICATE};
    }
}
