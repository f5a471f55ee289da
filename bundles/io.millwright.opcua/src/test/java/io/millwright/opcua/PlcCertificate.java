package io.millwright.opcua;

import io.millwright.opcua.security.CertificateMaker;
import io.millwright.opcua.security.CertificateMaker.Made;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;

/** The certificate of a {@link PlcServer}, with the key that it really has. */
final class PlcCertificate extends RsaSha256CertificateFactory {
    /** Of every server that is given no other: made once, because a key pair takes long. */
    static final Made STANDARD = new CertificateMaker().make();

    private final Made shown;
    private final KeyPair keys;

    PlcCertificate(Made shown, KeyPair keys) {
        this.shown = shown;
        this.keys = keys;
    }

    @Override
    protected KeyPair createRsaSha256KeyPair() {
        return keys;
    }

    @Override
    protected X509Certificate[] createRsaSha256CertificateChain(KeyPair keyPair) {
        return shown.chain();
    }
}
